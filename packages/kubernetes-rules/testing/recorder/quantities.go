package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"

	"gopkg.in/inf.v0"
	"k8s.io/apimachinery/pkg/api/resource"
)

// quantityVector is what apimachinery makes of one text. Only `in` is there where it refuses the text.
type quantityVector struct {
	In string `json:"in"`
	// Canonical form. Not there where it has no suffix for the number and writes another one.
	Canonical string `json:"canonical,omitempty"`
	Format    string `json:"format,omitempty"`
	// In decimal digits; not there where 64 bits overflow.
	Value *string `json:"value,omitempty"`
	Milli *string `json:"milli,omitempty"`
	// AsApproximateFloat64, in the shortest digits that give it back; not there where it is infinite.
	Approximate string `json:"approximate,omitempty"`
	// AsApproximateFloat64 of the canonical form, where it is another number.
	StoredApproximate string `json:"storedApproximate,omitempty"`
}

var suffixes = []string{
	"", "", "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
	"e0", "e1", "e2", "e3", "E3", "e-3", "E+6", "e-9", "e-10", "e18", "E-1", "e21",
}

var written = []string{
	"0", "00", "-0", "+0", "0.0", "-0.0", "0Ki", "0e5", "0Ei", "0e-12", "1", "-1", "+1", "1.", ".5", "-.5", "+.5", ".", "+", "-", "-.", "+.",
	"m", "Ki", "Mi", "Ei", "E", "e", "n", ".n", ".Ki", ".Ei", "-m", "-Ki", "e3", "e-10", ".e-10", "",
	" 1", "1 ", "\t1Gi\n", "1 Gi", "1Gi i", "1_000", "1,5", "1.2.3", "--1", "+-1", "1-", "1+", "0x10", "1e", "1e+", "1e-", "1e1.5", "1E", "1Ee3",
	"1e3k", "1ki", "1K", "1mi", "1MI", "1gi", "1GB", "1GiB", "1Gib", "1MiB", "1b", "1B", "1%", "50%", "1Zi", "1Z", "1Y", "1h", "1µ", "1i", "1mm",
	"1MM", "NaN", "Infinity", "inf", "-inf", "null", "true", "one", "１", "1\u00a0", "\u00851", "\ufeff1", "1\u2003", "1\u3000", "1e05", "1e+05", "1E-03", "1E03", "Gi1", "1G1", "1Gi1", "1n1", "1m-3",
	"250m", "0.25", "1500m", "1.5", "1.500", "1.5000", "0.1", "0.6", "0.3", "0.7", "100n", "1.5Gi", "0.5Gi", "0.5Ki", "0.0001Ki", "1.3Ki", "1024",
	"1024Ki", "1000Ki", "1023Ki", "1025Ki", "2048Mi", "0.5Mi", "1e3", "1000", "10000", "1000000", "1k", "1000m", "1000k", "1000n", "999999n",
	"0.1m", "0.0001m", "0.1n", "0.9n", "1.1n", "1.0000000001", "0.0000000001", "0.1u", "1.1u", "-0.1n", "-1.1n", "-0.0001Ki",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "9223372036854775807Ki", "8Ei", "7Ei", "-8Ei", "-7Ei",
	"9Ei", "1000E", "1000000E", "1e21", "1e22", "1e30", "1e300", "1e308", "1e309", "-1e309", "1e-300", "0.000001e-300", "1e999", "12345678901234567890",
	"123456789012345678", "1234567890123456789", "12345678901234567.8", "0.123456789", "0.1234567891", "0.1234567890", "123456789.123456789",
	"1234567890.123456789", "99999999999Ki", "100000000000Ki", "12345678Mi", "123456789Mi", "12345Gi", "123456Gi", "99Ti", "100Ti", "9Pi", "10Pi",
	"000001", "0001.5000", "00000000000000000000001", "0.00000000000000000000", "1.00000000000000000000", "110k", "110", "30.5", "3000Mi", "2.9Gi",
	"7820m", "15740m", "0.0075", "1099511627776", "16777216Ti", "8191Pi", "8192Pi",
}

func recordQuantities() []quantityVector {
	random := rand.New(rand.NewPCG(36, 3))
	seen := map[string]bool{}
	var records []quantityVector
	record := func(text string) {
		if !seen[text] {
			seen[text] = true
			records = append(records, vectorOf(text))
		}
	}
	for _, text := range written {
		record(text)
	}
	for len(seen) < 1800 {
		record(randomNumber(random) + suffixes[random.IntN(len(suffixes))])
	}
	for len(seen) < 2000 {
		record(randomText(random))
	}
	return records
}

func randomNumber(random *rand.Rand) string {
	digits := func(most int) string {
		var text strings.Builder
		for range random.IntN(most + 1) {
			// Many zeros and a few other digits: most mistakes are made with them.
			text.WriteString([]string{"0", "0", "0", "5", fmt.Sprint(random.IntN(10)), fmt.Sprint(random.IntN(10))}[random.IntN(6)])
		}
		return text.String()
	}
	sign := []string{"", "", "", "", "-", "+"}[random.IntN(6)]
	switch random.IntN(6) {
	case 0:
		return sign + fmt.Sprint(1+random.IntN(64))
	case 1:
		return sign + fmt.Sprint(uint64(1)<<random.IntN(64))
	case 2:
		return sign + digits(3) + "." + digits(12)
	case 3:
		return sign + digits(22)
	default:
		return sign + fmt.Sprint(random.IntN(10)) + digits(6) + []string{"", "." + digits(4)}[random.IntN(2)]
	}
}

func randomText(random *rand.Rand) string {
	const characters = "0123456789.+-eEinumkKMGTP _xBZ"
	var text strings.Builder
	for range 1 + random.IntN(7) {
		text.WriteByte(characters[random.IntN(len(characters))])
	}
	return text.String()
}

// parse reads a text as the API server does. Nil where it refuses.
func parse(text string) *resource.Quantity {
	// UnmarshalJSON takes the quotes off and nothing else.
	var quantity resource.Quantity
	if quantity.UnmarshalJSON([]byte(`"`+text+`"`)) != nil {
		return nil
	}
	return &quantity
}

func vectorOf(text string) quantityVector {
	record := quantityVector{In: text}
	quantity := parse(text)
	if quantity == nil {
		return record
	}
	record.Format = string(quantity.Format)
	record.Canonical = canonical(*quantity)
	record.Value = whole(*quantity, 0)
	record.Milli = whole(*quantity, resource.Milli)
	approximate := quantity.AsApproximateFloat64()
	record.Approximate = float(approximate)
	if stored := parse(record.Canonical); record.Canonical != "" && stored.AsApproximateFloat64() != approximate {
		record.StoredApproximate = float(stored.AsApproximateFloat64())
	}
	return record
}

// canonical is empty where the canonical form is another number, for want of a suffix.
func canonical(quantity resource.Quantity) string {
	number, suffix := quantity.CanonicalizeBytes(nil)
	text := string(number) + string(suffix)
	if again := parse(text); again == nil || again.Cmp(quantity.DeepCopy()) != 0 {
		return ""
	}
	return text
}

// whole is nil where 64 bits overflow.
func whole(quantity resource.Quantity, scale resource.Scale) *string {
	copied := quantity.DeepCopy()
	amount := new(inf.Dec).Abs(copied.AsDec())
	amount.Mul(amount, inf.NewDec(1, inf.Scale(scale)))
	if amount.Cmp(inf.NewDecBig(big.NewInt(math.MaxInt64), 0)) > 0 {
		return nil
	}
	// ScaledValue means to round away from zero, as RoundUp does; but amounts below zero that are kept in big integers it rounds up.
	rounded := quantity.DeepCopy()
	if rounded.Sign() < 0 {
		rounded.RoundUp(scale)
	}
	text := fmt.Sprint(rounded.ScaledValue(scale))
	return &text
}

func float(number float64) string {
	if math.IsInf(number, 0) || math.IsNaN(number) {
		return ""
	}
	text, err := json.Marshal(number)
	check(err)
	return string(text)
}
