// Package release makes everything that a release offers for download: the
// programs, what they were compiled from, checksums and the release notes.
package release

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Release is a release to be made.
type Release struct {
	// Root is the top of the repository.
	Root string
	// Folder is where the files go. It must not exist, or be empty.
	Folder string
	// Tag is the release's tag, such as "v1.4.0". Without one this is a
	// rehearsal: any state of the working tree is built, under the version
	// that its images would have, and without release notes.
	Tag string
	// Platforms are those to compile for; none means all of them.
	Platforms []Platform
	// Log gets a line for each step.
	Log io.Writer
}

// Make checks that the release can be made, and makes it.
func (r Release) Make(ctx context.Context) error {
	head, err := HeadOf(ctx, r.Root)
	if err != nil {
		return err
	}
	stamp, notes, err := r.identify(ctx, head)
	if err != nil {
		return err
	}
	if err := makeEmpty(r.Folder); err != nil {
		return err
	}
	platforms := r.Platforms
	if len(platforms) == 0 {
		platforms = Platforms
	}
	for _, program := range Programs {
		if err := r.makeProgram(ctx, program, platforms, stamp, head); err != nil {
			return err
		}
	}
	if notes != "" {
		if err := os.WriteFile(filepath.Join(r.Folder, "release-notes.md"), []byte(notes), 0o644); err != nil { //nolint:gosec // made to be published
			return err
		}
	}
	if err := writeChecksums(r.Folder); err != nil {
		return err
	}
	r.say("%s is complete: version %s, commit %s", r.Folder, stamp.Version, stamp.Commit)
	return nil
}

// identify returns what the programs say about themselves, and the release
// notes. All that keeps the version from being released is in one error.
func (r Release) identify(ctx context.Context, head Commit) (Stamp, string, error) {
	if r.Tag == "" {
		built, err := stack.ReleaseOf(ctx, r.Root)
		if err != nil {
			return Stamp{}, "", err
		}
		r.say("a rehearsal: no tag was given, so nothing is checked, and there are no release notes")
		return Stamp(built), "", nil
	}
	version, err := ParseTag(r.Tag)
	if err != nil {
		return Stamp{}, "", err
	}
	notes, err := r.check(ctx, version, head)
	return Stamp{Version: string(version), Commit: head.Hash}, notes, err
}

func (r Release) check(ctx context.Context, version Version, head Commit) (notes string, err error) {
	changelog, err := os.ReadFile(filepath.Join(r.Root, "CHANGELOG.md"))
	if err != nil {
		return "", err
	}
	notes, missing := Notes(string(changelog), version)
	faults := append(CheckModules(r.Root, version), checkClean(ctx, r.Root), checkTag(ctx, r.Root, version, head), missing)
	return notes, errors.Join(faults...)
}

// makeProgram makes the archives of a program and the lists of their components.
func (r Release) makeProgram(ctx context.Context, program string, platforms []Platform, stamp Stamp, head Commit) error {
	licence, err := os.ReadFile(filepath.Join(r.Root, "LICENSE"))
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work) //nolint:errcheck // a temporary folder
	for _, platform := range platforms {
		archive := archiveName(program, stamp.Version, platform)
		binary := filepath.Join(work, archive)
		if err := Compile(ctx, r.Root, program, platform, stamp, binary); err != nil {
			return err
		}
		if err := writeComponents(ctx, r.Root, binary, stamp.Version, filepath.Join(r.Folder, archive+".cdx.json")); err != nil {
			return err
		}
		compiled, err := os.ReadFile(binary)
		if err != nil {
			return err
		}
		others, err := notices(ctx, r.Root, program, platform, binary)
		if err != nil {
			return err
		}
		if err := writeArchive(filepath.Join(r.Folder, archive), program+"_"+stamp.Version, platform, head.Time, []member{
			{platform.executable(program), 0o755, compiled},
			{"LICENSE", 0o644, licence},
			{"LICENCES-OF-DEPENDENCIES.txt", 0o644, others},
		}); err != nil {
			return err
		}
		r.say("made %s", archive)
	}
	return nil
}

// makeEmpty makes a folder, and refuses one in which there is something.
func makeEmpty(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // made to be published
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: remove it, so that nothing of another release gets into this one", folder)
	}
	return nil
}

func (r Release) say(format string, values ...any) {
	_, _ = fmt.Fprintf(r.Log, "release: "+format+"\n", values...) // a closed terminal stops nothing
}
