package journey

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/turf"
)

// benchTurf measures cutting 10,000 and 100,000 doors, and bringing a million
// addresses in by the program itself, on a SQLite file.
func benchTurf(t *testing.T, r *report) {
	r.add("\n## Turf and universe\n\n| what | doors | took | processor time | memory | aim |\n| --- | ---: | ---: | ---: | ---: | --- |\n")
	for _, n := range []int{10_000, 100_000} {
		doors := gridOf(n)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began, worked := time.Now(), workedSelf()
		pieces := turf.Cut(doors, 55)
		took := time.Since(began)
		worked = workedSelf() - worked
		runtime.ReadMemStats(&after)
		r.add("| cut into %d turfs | %d | %.2f s | %.2f s | %d MB allocated | 2 s for the larger, memory linear |\n", len(pieces), n, took.Seconds(), worked.Seconds(), (after.TotalAlloc-before.TotalAlloc)>>20)
	}
	rows := 1_000_000
	if os.Getenv("SMALL") != "" { // only to see that it measures
		rows = 20_000
	}
	took, worked, peak := broughtIn(t, rows)
	r.add("| bring in by file, checked first | %d | %.0f s (%.0f a second) | %.0f s | %d MB at most | under 100 MB |\n", rows, took.Seconds(), float64(rows)/took.Seconds(), worked.Seconds(), peak)
	r.add("\nWalks and pieces:\n\n```\n%s```\n", quality(t))
}

// quality is what the tests of cutting say of walks and pieces, in places as large
// as they are measured in.
func quality(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "test", "-count=1", "-v", "-run", "NearTheBest|KMeans|EveryDoor", "./domain/turf")
	if cmd.Dir = "../.."; os.Getenv("SMALL") != "" {
		cmd.Env = append(os.Environ(), "BENCHMARKS=")
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	return strings.Join(regexp.MustCompile(`(?m)(turf|place) \d+: .*\n`).FindAllString(string(out), -1), "")
}

// workedSelf is the processor time of this program so far.
func workedSelf() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// gridOf is n doors of streets on a grid, fifty to a street.
func gridOf(n int) []turf.Door {
	doors := make([]turf.Door, n)
	for i := range doors {
		s, h := i/50, i%50
		doors[i] = turf.Door{
			ID: fmt.Sprint(i), Street: fmt.Sprint("Street ", s), Number: fmt.Sprint(h + 1),
			At: domain.Point{Lat: 52 + float64(s/40)*0.002 + float64(h%2)*0.0001, Lon: -2 + float64(s%40)*0.005 + float64(h)*0.00007},
		}
	}
	return doors
}

// broughtIn has the demo's effort take in a file of addresses, and says how long
// that took, how much the processors worked for it, and how much memory the
// program had at most, in megabytes.
func broughtIn(t *testing.T, rows int) (took, worked time.Duration, peak int) {
	t.Helper()
	made, err := demoFile()
	if err != nil {
		t.Fatal(err)
	}
	database := t.TempDir() + "/demo.db"
	for _, end := range []string{"", ".key"} {
		b, err := os.ReadFile(made + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(database+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", "file:"+database)
	if err != nil {
		t.Fatal(err)
	}
	var effort string
	if err := db.QueryRow("select id from efforts").Scan(&effort); err != nil {
		t.Fatal(err)
	}
	db.Close()
	file := t.TempDir() + "/addresses.csv"
	var b strings.Builder
	b.WriteString("UPRN,Number,Street,Town,Postcode,Latitude,Longitude\n")
	for i, d := range gridOf(rows) {
		fmt.Fprintf(&b, "%d,%s,%s,Town %d,LS1 4AP,%.5f,%.5f\n", 100_000_000+i, d.Number, d.Street, i/25_000, d.At.Lat, d.At.Lon)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	at, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(at, "import", "addresses", "-effort", effort, file)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+database)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for look := time.NewTicker(200 * time.Millisecond); ; {
		select {
		case <-look.C: // what the system says afterwards counts our own memory in
			peak = max(peak, highest(cmd.Process.Pid))
		case err := <-ended:
			if look.Stop(); err != nil {
				t.Fatal(err)
			}
			return time.Since(began), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak
		}
	}
}

// highest is how much of a process lay in memory at most so far, in megabytes.
func highest(pid int) (mb int) {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(raw); m != nil {
		fmt.Sscan(string(m[1]), &mb)
	}
	return mb >> 10
}
