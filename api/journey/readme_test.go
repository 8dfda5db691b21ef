package journey

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// The README's first screen holds two commands, and both are run here: what
// `make run` starts is what the journeys through the demo start, and `make
// test` is what runs this.
func TestTheReadmeSaysWhatIsRunHere(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, block := range regexp.MustCompile("(?s)```\n(.*?)```").FindAllSubmatch(readme, -1) {
		for _, line := range strings.Split(strings.TrimSpace(string(block[1])), "\n") {
			command, _, _ := strings.Cut(line, "#")
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	if got := strings.Join(commands, ", "); got != "make run, make test" {
		t.Errorf("the README has other commands: %s", got)
	}
	does := func(what string) string {
		cmd := exec.Command("make", "-n", "--no-print-directory", what)
		cmd.Dir = "../.."
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("make -n %s: %v\n%s", what, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if run := does("run"); !strings.Contains(run, "go build") || !strings.HasSuffix(run, "\nbin/barnstorm demo") {
		t.Errorf("make run does something else:\n%s", run)
	}
	if ci, err := os.ReadFile("../../.ci/run"); err != nil || !strings.HasSuffix(strings.TrimSpace(string(ci)), "exec make test") {
		t.Errorf("CI does not run make test: %v", err)
	}
}
