package config_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

func TestCronNext(t *testing.T) {
	t.Parallel()
	const layout = "2006-01-02 15:04:05"
	const from = "2026-11-22 10:07:30" // a Sunday
	for _, c := range []struct{ expression, want string }{
		{"* * * * *", "2026-11-22 10:08:00 2026-11-22 10:09:00"},
		{"0 0 ? * *", "2026-11-23 00:00:00 2026-11-24 00:00:00"},
		{"0 0 * * ?", "2026-11-23 00:00:00 2026-11-24 00:00:00"},
		{"0/10 * * * *", "2026-11-22 10:10:00 2026-11-22 10:20:00"},
		{"*/15 * * * *", "2026-11-22 10:15:00 2026-11-22 10:30:00"},
		{"0/5 14,18 * * ?", "2026-11-22 14:00:00 2026-11-22 14:05:00"},
		{"5-10/2 * * * *", "2026-11-22 10:09:00 2026-11-22 11:05:00"},
		{"30 23 31 * *", "2026-12-31 23:30:00 2027-01-31 23:30:00"},
		{"0 0 L * ?", "2026-11-30 00:00:00 2026-12-31 00:00:00"},
		{"0 0 ? * L", "2026-11-28 00:00:00 2026-12-05 00:00:00"},
		{"0 0 ? * 5L", "2026-11-27 00:00:00 2026-12-25 00:00:00"},
		{"0 12 ? * MON-FRI", "2026-11-23 12:00:00 2026-11-24 12:00:00"},
		{"0 0 ? * MON-SUN", "2026-11-23 00:00:00 2026-11-24 00:00:00"},
		{"0 0 ? * sat-sun", "2026-11-28 00:00:00 2026-11-29 00:00:00"},
		{"0 0 ? * FRI-SUN/2", "2026-11-27 00:00:00 2026-11-29 00:00:00"},
		{"0 0 ? * SUN-MON", "2026-11-23 00:00:00 2026-11-29 00:00:00"},
		{"0 0 ? * TUE,SAT-0", "2026-11-24 00:00:00 2026-11-28 00:00:00"},
		{"0 0 1 1 ? 2099", "2099-01-01 00:00:00 never"},
		{"0 0 1 1 ? 1970-2099", "2027-01-01 00:00:00 2028-01-01 00:00:00"},
		{"0 0 1 1 ? 1970,2028", "2028-01-01 00:00:00 never"},
		{"0 0 ? * 0", "2026-11-29 00:00:00 2026-12-06 00:00:00"},
		{"0 0 ? * 7", "2026-11-29 00:00:00 2026-12-06 00:00:00"},
		{"0 0 1 JAN,jul ?", "2027-01-01 00:00:00 2027-07-01 00:00:00"},
		{"0 0 29 2 ?", "2028-02-29 00:00:00 2032-02-29 00:00:00"},
		{"0 0 1 1 ? 2028", "2028-01-01 00:00:00 never"},
		{"0 0 1 1 ? 2028-2030", "2028-01-01 00:00:00 2029-01-01 00:00:00"},
		{"0 0 31 2 ?", "never"},
		{"0 0 1 1 ? 2020", "never"},
	} {
		cron, err := config.ParseCron(c.expression)
		if err != nil {
			t.Errorf("%q: %v", c.expression, err)
			continue
		}
		after, _ := time.Parse(layout, from)
		var got []string
		for range 2 {
			after = cron.Next(after)
			if after.IsZero() {
				got = append(got, "never")
				break
			}
			got = append(got, after.Format(layout))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q after %s: got %s, want %s", c.expression, from, got, c.want)
		}
	}
}

func TestCronIsInUTC(t *testing.T) {
	t.Parallel()
	cron, err := config.ParseCron("0 0 ? * *")
	if err != nil {
		t.Fatal(err)
	}
	oslo := time.FixedZone("CEST", 2*60*60)
	next := cron.Next(time.Date(2022, 4, 15, 1, 30, 0, 0, oslo))
	if want := time.Date(2022, 4, 15, 2, 0, 0, 0, oslo); !next.Equal(want) || next.Location() != time.UTC {
		t.Errorf("got %v, want %v in UTC", next, want)
	}
}

func TestCronFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ expression, want string }{
		{"", "must have 5 fields"},
		{"* * * *", "(year), for example \"0 0 * * ?\"; got 4"},
		{"0 * * * * * *", "got 7"},
		{"61 * * * *", `the minute "61" is invalid`},
		{"* 24 * * *", `the hour "24" is invalid`},
		{"* * 0 * *", `the day of month "0" is invalid`},
		{"* * * 13 *", `the month "13" is invalid`},
		{"* * * * 8", `the day of week "8" is invalid`},
		{"* * * * FRI-MON", `the day of week "FRI-MON" is invalid`},
		{"*/0 * * * *", `the minute "*/0" is invalid`},
		{"1, * * * *", `the minute "1," is invalid`},
		{"x * * * *", `the minute "x" contains a name or letter`},
		{"FRI * * * *", `the minute "FRI" contains a name or letter`},
		{"0 jan * * *", `the hour "jan" contains a name or letter`},
		{"0 L * * *", `the hour "L" contains a name or letter`},
		{"0 0 1,MON * *", `the day of month "1,MON" contains a name or letter`},
		{"0 0 * MON-FRI *", `the month "MON-FRI" contains a name or letter`},
		{"0 0 * * JAN", `the day of week "JAN" contains a name or letter`},
		{"? * * * *", `the minute "?" contains ?`},
		{"0 0 15W * ?", `the day of month "15W" contains W or #`},
		{"0 0 ? * 6#3", `the day of week "6#3" contains W or #`},
		{"0 0 + * *", `the day of month "+" contains an invalid character`},
		{"@daily", "got 1"},
		{"0 0 * * * year", `the year "year" is invalid`},
		{"0 0 * * * 1969", `the year "1969" is invalid; use years from 1970 to 2099`},
		{"0 0 * * * 2099-2100", `the year "2099-2100" is invalid`},
		{"0 0 * * * 2027,99999", `the year "2027,99999" is invalid`},
		{"0 0 ? * SUN-MONDAY", `the day of week "SUN-MONDAY" is invalid`},
	} {
		_, err := config.ParseCron(c.expression)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.expression, err, c.want)
		}
	}
}

// Next is the first minute after a time that matches minute, hour and day.
func TestCronNextAgainstTryingEveryMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field := func(name string, least, most int) (string, func(int) bool) {
			from := rapid.IntRange(least, most).Draw(t, name)
			switch rapid.IntRange(0, 3).Draw(t, name+" form") {
			case 0:
				return "*", func(int) bool { return true }
			case 1:
				return strconv.Itoa(from), func(n int) bool { return n == from }
			case 2:
				to := rapid.IntRange(from, most).Draw(t, name+" to")
				return strconv.Itoa(from) + "-" + strconv.Itoa(to), func(n int) bool { return from <= n && n <= to }
			default:
				step := rapid.IntRange(1, 9).Draw(t, name+" step")
				return strconv.Itoa(from) + "/" + strconv.Itoa(step), func(n int) bool { return n >= from && (n-from)%step == 0 }
			}
		}
		minute, fitsMinute := field("minute", 0, 59)
		hour, fitsHour := field("hour", 0, 23)
		day, fitsDay := field("day", 1, 28)
		expression := strings.Join([]string{minute, hour, day, "*", "?"}, " ")
		cron, err := config.ParseCron(expression)
		if err != nil {
			t.Fatal(err)
		}
		after := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "after"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).UTC()
		want := after.Truncate(time.Minute).Add(time.Minute)
		for !fitsMinute(want.Minute()) || !fitsHour(want.Hour()) || !fitsDay(want.Day()) {
			want = want.Add(time.Minute)
		}
		if got := cron.Next(after); !got.Equal(want) {
			t.Fatalf("%q after %v: got %v, want %v", expression, after, got, want)
		}
	})
}
