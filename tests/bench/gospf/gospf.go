// gospf judges messages with blitiri.com.ar/go/spf and says how long it took.
//
// It reads lines of words, in which xHEX is a text in hexadecimal digits:
//
//	zone                            a zone begins
//	answer TYPE is|fails NAME TEXT...  the records of a name and type: an address
//	                                in octets, a TXT record joined, or a name
//	message ADDRESS HELO PATH       a message to be judged on the zone
//	run N                           judge all messages N times
//
// and answers each run with nanoseconds of processor time, of all threads of the
// process together, and the last message's verdict.
package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"blitiri.com.ar/go/spf"
)

const (
	typeA    = 1
	typePTR  = 12
	typeMX   = 15
	typeTXT  = 16
	typeAAAA = 28
)

// zone answers from memory. Names are in lower case, without a dot at the end.
type zone struct {
	txt   map[string][]string
	mx    map[string][]*net.MX
	ip    map[string][]net.IPAddr
	ptr   map[string][]string // by the address as text
	fails map[string]error    // by name, or by address for PTR
}

func newZone() *zone {
	return &zone{map[string][]string{}, map[string][]*net.MX{}, map[string][]net.IPAddr{},
		map[string][]string{}, map[string]error{}}
}

var notFound = &net.DNSError{Err: "no such record", IsNotFound: true}
var failed = &net.DNSError{Err: "a server failed", IsTemporary: true}

func key(name string) string {
	return strings.TrimSuffix(strings.ToLower(name), ".")
}

func (z *zone) errorOf(name string) error {
	if err, ok := z.fails[name]; ok {
		return err
	}
	return notFound
}

func (z *zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	name = key(name)
	if found, ok := z.txt[name]; ok {
		return found, nil
	}
	return nil, z.errorOf(name)
}

func (z *zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	name = key(name)
	if found, ok := z.mx[name]; ok {
		return found, nil
	}
	return nil, z.errorOf(name)
}

func (z *zone) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	name = key(name)
	if found, ok := z.ip[name]; ok {
		return found, nil
	}
	return nil, z.errorOf(name)
}

func (z *zone) LookupAddr(_ context.Context, address string) ([]string, error) {
	if found, ok := z.ptr[address]; ok {
		return found, nil
	}
	return nil, z.errorOf(address)
}

// addressOf is the address that a name below in-addr.arpa or ip6.arpa stands for.
func addressOf(name string) string {
	labels := strings.Split(name, ".")
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
		labels[i], labels[j] = labels[j], labels[i]
	}
	if strings.HasSuffix(name, ".in-addr.arpa") {
		return strings.Join(labels[2:], ".")
	}
	if !strings.HasSuffix(name, ".ip6.arpa") {
		return name
	}
	octets, _ := hex.DecodeString(strings.Join(labels[2:], ""))
	return net.IP(octets).String()
}

func (z *zone) add(kind int, fails bool, name string, records []string) {
	if kind == typePTR {
		name = addressOf(name)
	}
	if fails {
		z.fails[name] = failed
	}
	for _, record := range records {
		switch kind {
		case typeTXT:
			z.txt[name] = append(z.txt[name], record)
		case typeMX:
			z.mx[name] = append(z.mx[name], &net.MX{Host: record, Pref: 10})
		case typePTR:
			z.ptr[name] = append(z.ptr[name], record)
		case typeA, typeAAAA:
			z.ip[name] = append(z.ip[name], net.IPAddr{IP: net.IP(record)})
		}
	}
}

type message struct {
	zone   *zone
	client net.IP
	helo   string
	sender string
}

func (m *message) judge() spf.Result {
	result, _ := spf.CheckHostWithSender(m.client, m.helo, m.sender, spf.WithResolver(m.zone))
	return result
}

func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func run(messages []*message, times int) {
	var last spf.Result
	start := processorTime()
	for i := 0; i < times; i++ {
		for _, m := range messages {
			last = m.judge()
		}
	}
	fmt.Println(processorTime()-start, last)
}

// text is what an xHEX word stands for.
func text(word string) string {
	octets, err := hex.DecodeString(strings.TrimPrefix(word, "x"))
	if err != nil {
		panic(err)
	}
	return string(octets)
}

func texts(words []string) []string {
	var all []string
	for _, word := range words {
		all = append(all, text(word))
	}
	return all
}

func number(word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		panic(err)
	}
	return n
}

func main() {
	var z *zone
	var messages []*message
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "zone":
			z = newZone()
		case "answer":
			z.add(number(words[1]), words[2] == "fails", text(words[3]), texts(words[4:]))
		case "message":
			messages = append(messages,
				&message{z, net.ParseIP(words[1]), text(words[2]), text(words[3])})
		case "run":
			run(messages, number(words[1]))
		}
	}
}
