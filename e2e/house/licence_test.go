package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowedLicences may be part of a program that is distributed under Apache-2.0.
var allowedLicences = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

// licenceFile matches the names that modules give the file with their licence.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying)([.-].*)?$`)

// licencesIn returns the SPDX names of the licences in a module's top directory.
func licencesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		if entry.IsDir() || !licenceFile.MatchString(entry.Name()) {
			continue
		}
		for _, name := range licencesOf(read(t, filepath.Join(dir, entry.Name()))) {
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	slices.Sort(found)
	return found
}

// licencesOf returns the SPDX names of the licences whose text is in a file.
// Each is recognized by a sentence that the others lack; a text with none of
// them is "unknown", which is never allowed.
func licencesOf(text string) []string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	has := func(sentence string) bool { return strings.Contains(text, sentence) }
	var found []string
	if has("apache license version 2.0") || has("apache license, version 2.0") {
		found = append(found, "Apache-2.0")
	}
	if has("redistribution and use in source and binary forms") {
		if has("neither the name") || has("names of its contributors may be used") {
			found = append(found, "BSD-3-Clause")
		} else {
			found = append(found, "BSD-2-Clause")
		}
	}
	if has("permission is hereby granted, free of charge, to any person obtaining a copy") {
		found = append(found, "MIT")
	}
	if has("permission to use, copy, modify, and/or distribute this software for any purpose") ||
		has("permission to use, copy, modify, and distribute this software for any purpose") {
		found = append(found, "ISC")
	}
	if has("mozilla public license") {
		found = append(found, "MPL-2.0")
	}
	if has("gnu ") && has("general public license") {
		found = append(found, "GPL")
	}
	if len(found) == 0 {
		return []string{"unknown"}
	}
	return found
}

func TestLicencesAreRecognized(t *testing.T) {
	const bsd = "Redistribution and use in source\nand binary forms, with or without modification, are permitted"
	for _, c := range []struct{ text, want string }{
		{"Apache License\n   Version 2.0, January 2004", "Apache-2.0"},
		{bsd, "BSD-2-Clause"},
		{bsd + " * Neither the name of Google Inc. nor the names", "BSD-3-Clause"},
		{"MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of", "MIT"},
		{"Mozilla Public License Version 2.0", "MPL-2.0"},
		{"GNU AFFERO GENERAL PUBLIC LICENSE", "GPL"},
		{bsd + "\nPermission is hereby granted, free of charge, to any person obtaining a copy of", "BSD-2-Clause MIT"},
		{"All rights reserved.", "unknown"},
	} {
		if got := strings.Join(licencesOf(c.text), " "); got != c.want {
			t.Errorf("%.40q is recognized as %s, want %s", c.text, got, c.want)
		}
	}
}
