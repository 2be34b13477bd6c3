// race_server: a module proxy on loopback that shows mixed answers. It takes them from UPSTREAM. HTTP/1.1 requests of one
// connection are answered one after the other, also where a client sends them without waiting (pipelining); HTTP/2 at once.
// Answers of the checksum database come late by up to DELAY microseconds, so that they meet on a connection.
//
//	race_server PORT UPSTREAM DELAY CERTIFICATE KEY
package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	mutex    sync.Mutex
	kept     = map[string]answer{}
	upstream string
	delay    int
)

type answer struct {
	body []byte
	code int
}

func get(path string) answer {
	mutex.Lock()
	found, ok := kept[path]
	mutex.Unlock()
	if ok {
		return found
	}
	response, err := http.Get(upstream + path)
	if err != nil {
		return answer{nil, 502}
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	mutex.Lock()
	defer mutex.Unlock()
	kept[path] = answer{body, response.StatusCode}
	return kept[path]
}

func answerInTurn(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReaderSize(connection, 1<<16)
	paths := make(chan string, 100)
	go func() {
		defer close(paths)
		for {
			request, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			paths <- request.URL.Path
		}
	}()
	for path := range paths {
		found := get(path)
		if strings.Contains(path, "sumdb") && delay > 0 {
			time.Sleep(time.Duration(rand.Intn(delay)) * time.Microsecond)
		}
		fmt.Fprintf(connection, "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n", found.code, len(found.body))
		if _, err := connection.Write(found.body); err != nil {
			return
		}
	}
}

type queue struct {
	connections chan net.Conn
	address     net.Addr
}

func (q queue) Accept() (net.Conn, error) { return <-q.connections, nil }
func (q queue) Close() error              { return nil }
func (q queue) Addr() net.Addr            { return q.address }

func main() {
	upstream = os.Args[2]
	delay, _ = strconv.Atoi(os.Args[3])
	certificate, err := tls.LoadX509KeyPair(os.Args[4], os.Args[5])
	if err != nil {
		panic(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:"+os.Args[1],
		&tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		panic(err)
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found := get(r.URL.Path)
		if strings.Contains(r.URL.Path, "sumdb") {
			time.Sleep(time.Millisecond)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(found.body)))
		w.WriteHeader(found.code)
		w.Write(found.body)
	})
	multiplexed := queue{make(chan net.Conn), listener.Addr()}
	go (&http.Server{Handler: handler}).Serve(multiplexed)
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			secured := connection.(*tls.Conn)
			if secured.Handshake() != nil {
				return
			}
			if secured.ConnectionState().NegotiatedProtocol == "h2" {
				multiplexed.connections <- secured
			} else {
				answerInTurn(secured)
			}
		}()
	}
}
