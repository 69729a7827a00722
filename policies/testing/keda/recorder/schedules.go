package main

import (
	"fmt"
	"math/rand"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// scheduleVector is a schedule of a cron trigger or the name of a zone, and whether KEDA takes it.
type scheduleVector struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Taken bool   `json:"taken"`
}

// written are those that a person may well write.
var written = []string{
	"0 8 * * *", "0 8 * * 1-5", "0 8 * * mon-fri", "0 8 * * MON-FRI", "0 8 * * 7", "0 8 * * 1-7", "0 8 * * 0", "*/5 * * * *",
	"0 0 8 * * *", "0 8 * *", "@daily", "@every 1h", "0 24 * * *", "60 8 * * *", "0 8 32 * *", "0 8 0 * *", "0 8 * 13 *", "0 8 * jan *",
	"0 8 * foo *", "0 8 ? * *", "0 8 L * *", "0 8 * * 5#2", "0 8 1,15 * *", "0 8 1-15/2 * *", "0 8-18/0 * * *", "0 18-8 * * *", "", " ",
	"TZ=UTC 0 8 * * *", "CRON_TZ=Asia/Seoul 0 8 * * *", "0  8 * * *", "0 8 * * * ", "8:00", "0 8 * * 1,", "+5 8 * * *", "-5 8 * * *",
}

var zones = []string{
	"UTC", "Asia/Seoul", "Europe/Berlin", "US/Pacific", "Etc/GMT+3", "Local", "KST", "Asia/Soul", "Mars/Olympus", "+09:00", "GMT", "EST5EDT",
}

func schedules() []scheduleVector {
	draw := rand.New(rand.NewSource(15))
	var vectors []scheduleVector
	for _, text := range written {
		vectors = append(vectors, scheduleVector{"schedule", text, taken(text)})
	}
	for range 600 {
		fields := make([]string, 5)
		for place := range fields {
			fields[place] = drawField(draw)
		}
		text := strings.Join(fields, " ")
		vectors = append(vectors, scheduleVector{"schedule", text, taken(text)})
	}
	for _, zone := range zones {
		_, err := time.LoadLocation(zone)
		vectors = append(vectors, scheduleVector{"zone", zone, err == nil})
	}
	return vectors
}

// taken tells whether a schedule is one to the parser that KEDA makes (pkg/scalers/cron_scaler.go).
func taken(text string) bool {
	_, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(text)
	return err == nil
}

func drawField(draw *rand.Rand) string {
	number := func() int { return []int{0, 1, 2, 5, 6, 7, 11, 12, 13, 23, 24, 31, 32, 59, 60}[draw.Intn(15)] }
	switch draw.Intn(8) {
	case 0:
		return fmt.Sprint(number())
	case 1:
		return fmt.Sprintf("%d-%d", number(), number())
	case 2:
		return fmt.Sprintf("*/%d", number())
	case 3:
		return fmt.Sprintf("%d/%d", number(), number())
	case 4:
		return []string{"mon", "Sun", "jan", "DEC", "xyz", "?", "1-2-3", "1/2/3", "a-b"}[draw.Intn(9)]
	default:
		return "*"
	}
}
