// Writes vectors of what KEDA's own code says of ScaledObjects: whether it takes their counts, fallback and triggers, whether it takes the schedules
// and zones of a cron trigger, and whether annotations pause one. Usage: go run . FOLDER
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
)

func main() {
	write(filepath.Join(os.Args[1], "specs.jsonl"), specs())
	write(filepath.Join(os.Args[1], "schedules.jsonl"), schedules())
	write(filepath.Join(os.Args[1], "pauses.jsonl"), pauses())
}

func write[Vector any](file string, vectors []Vector) {
	out, err := os.Create(file)
	if err != nil {
		panic(err)
	}
	defer out.Close()
	buffered := bufio.NewWriter(out)
	defer buffered.Flush()
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for _, vector := range vectors {
		if err := encoder.Encode(vector); err != nil {
			panic(err)
		}
	}
}
