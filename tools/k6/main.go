// Command k6 is the unmodified k6 load generator, built from its Go module for
// machines that cannot download an official release. go.mod pins the version
// and go.sum verifies every byte that goes into the build.
package main

import "go.k6.io/k6/v2/cmd"

func main() { cmd.Execute() }
