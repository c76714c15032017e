// gomsgauth verifies files with github.com/emersion/go-msgauth, or signs them.
//
//	gomsgauth verify FILE...                            prints each name with pass or fail
//	gomsgauth sign KEY DOMAIN SELECTOR HEADER BODY FILE prints the signed message
//
// HEADER and BODY are canonicalizations, KEY is PKCS #8 in PEM.
package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/emersion/go-msgauth/dkim"
)

// verifies says whether all signatures are good, and there is one at least.
func verifies(message []byte) bool {
	found, err := dkim.Verify(bytes.NewReader(message))
	for _, signature := range found {
		if signature.Err != nil {
			return false
		}
	}
	return err == nil && len(found) > 0
}

func read(path string) []byte {
	octets, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	return octets
}

func sign(words []string) {
	block, _ := pem.Decode(read(words[0]))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		log.Fatal(err)
	}
	options := &dkim.SignOptions{
		Domain:                 words[1],
		Selector:               words[2],
		Signer:                 key.(crypto.Signer),
		HeaderCanonicalization: dkim.Canonicalization(words[3]),
		BodyCanonicalization:   dkim.Canonicalization(words[4]),
	}
	if err := dkim.Sign(os.Stdout, bytes.NewReader(read(words[5])), options); err != nil {
		log.Fatal(err)
	}
}

func main() {
	if os.Args[1] == "sign" {
		sign(os.Args[2:])
		return
	}
	for _, path := range os.Args[2:] {
		word := "fail"
		if verifies(read(path)) {
			word = "pass"
		}
		fmt.Println(filepath.Base(path), word)
	}
}
