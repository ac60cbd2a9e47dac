package release

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"time"
)

// member is a file of an archive.
type member struct {
	name string
	mode int64
	data []byte
}

// writeArchive packs the files below a folder: as a zip for Windows, otherwise
// as a compressed tar. Its bytes depend on nothing but the arguments.
func writeArchive(file, folder string, platform Platform, made time.Time, members []member) (err error) {
	output, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() {
		if closing := output.Close(); err == nil {
			err = closing
		}
	}()
	if platform.OS == "windows" {
		err = writeZip(output, folder, made, members)
	} else {
		err = writeTar(output, folder, made, members)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	return nil
}

// archiveName is the name of the file that a program is offered as.
func archiveName(program, version string, platform Platform) string {
	name := program + "_" + version + "_" + platform.OS + "_" + platform.Arch
	if platform.OS == "windows" {
		return name + ".zip"
	}
	return name + ".tar.gz"
}

func writeTar(output io.Writer, folder string, made time.Time, members []member) error {
	compressed := gzip.NewWriter(output) // its header has no name and no time
	archive := tar.NewWriter(compressed)
	for _, m := range members {
		header := &tar.Header{
			Typeflag: tar.TypeReg, Format: tar.FormatUSTAR, Name: path.Join(folder, m.name),
			Mode: m.mode, Size: int64(len(m.data)), ModTime: made,
		}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(m.data); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

func writeZip(output io.Writer, folder string, made time.Time, members []member) error {
	archive := zip.NewWriter(output)
	for _, m := range members {
		header := &zip.FileHeader{Name: path.Join(folder, m.name), Method: zip.Deflate, Modified: made}
		header.SetMode(os.FileMode(m.mode))
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(m.data); err != nil {
			return err
		}
	}
	return archive.Close()
}
