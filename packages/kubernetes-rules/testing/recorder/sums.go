package main

import "math/rand/v2"

// sumVector is what apimachinery makes of two quantities.
type sumVector struct {
	A          string `json:"a"`
	B          string `json:"b"`
	Compared   int    `json:"compared"`
	Sum        string `json:"sum,omitempty"`
	Difference string `json:"difference,omitempty"`
}

func recordSums() []sumVector {
	random := rand.New(rand.NewPCG(36, 4))
	var records []sumVector
	for len(records) < 800 {
		a := randomNumber(random) + suffixes[random.IntN(len(suffixes))]
		b := randomNumber(random) + suffixes[random.IntN(len(suffixes))]
		if random.IntN(8) == 0 {
			b = a
		}
		if parse(a) == nil || parse(b) == nil {
			continue
		}
		sum, difference := parse(a), parse(a)
		sum.Add(*parse(b))
		difference.Sub(*parse(b))
		records = append(records, sumVector{a, b, parse(a).Cmp(*parse(b)), canonical(*sum), canonical(*difference)})
	}
	return records
}
