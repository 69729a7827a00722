// Recorder writes down what Kubernetes' own code answers, for the tests of this package: see ../README.md.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: recorder FOLDER")
		os.Exit(2)
	}
	folder := os.Args[1]
	write(folder, "quantities.jsonl", recordQuantities())
	write(folder, "sums.jsonl", recordSums())
	write(folder, "pods.jsonl", recordPods())
	write(folder, "label-selectors.jsonl", recordSelectors())
	write(folder, "node-selectors.jsonl", recordNodes())
	write(folder, "taints.jsonl", recordTaints())
	write(folder, "pod-security.jsonl", recordPodSecurity())
	write(folder, "autoscaler-requests.jsonl", recordAutoscaler())
}

// write writes one JSON value a line.
func write[T any](folder, name string, records []T) {
	file, err := os.Create(filepath.Join(folder, name))
	check(err)
	encoder := json.NewEncoder(file)
	encoder.SetEscapeHTML(false)
	for _, record := range records {
		check(encoder.Encode(record))
	}
	check(file.Close())
	fmt.Fprintf(os.Stderr, "%s: %d\n", name, len(records))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
