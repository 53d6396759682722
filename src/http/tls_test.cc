#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "http/certificate_test_support.h"
#include "http/client.h"
#include "http/raw_server.h"

namespace tabella::http {
namespace {

using testing::HasSubstr;

/// The certificate as a PEM file of its own, removed at the end.
class PemFile {
 public:
    explicit PemFile(const Certificate& certificate)
        : path_(std::filesystem::temp_directory_path() /
                ("tabella_tls_test_" + std::to_string(::getpid()) + ".pem")) {
        std::FILE* file = std::fopen(path_.c_str(), "w");
        PEM_write_X509(file, certificate.x509.get());
        std::fclose(file);
    }
    ~PemFile() { std::filesystem::remove(path_); }
    std::string path() const { return path_; }

 private:
    std::filesystem::path path_;
};

/// Answers every request of a connection with 200 and the server name that the client indicated.
class TlsServer {
 public:
    explicit TlsServer(const Certificate& certificate)
        : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
          server_([this](int fd, int) { serve(fd); }) {
        SSL_CTX_use_certificate(context_.get(), certificate.x509.get());
        SSL_CTX_use_PrivateKey(context_.get(), certificate.key.get());
    }
    std::uint16_t port() const { return server_.port(); }
    int connections() const { return server_.connections(); }

 private:
    void serve(int fd) {
        const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_.get()), SSL_free);
        SSL_set_fd(ssl.get(), fd);
        if (SSL_accept(ssl.get()) != 1) return;
        std::string request;
        char byte = 0;
        while (SSL_read(ssl.get(), &byte, 1) == 1) {
            request.push_back(byte);
            if (!request.ends_with("\r\n\r\n")) continue;
            const char* name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
            const std::string body = name == nullptr ? "-" : name;
            const std::string answer =
                "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                body;
            SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
            request.clear();
        }
    }

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    RawServer server_;
};

Result<Response, ExchangeError> get(const std::string& host, std::uint16_t port,
                                    const std::string& ca_file, int times = 1) {
    Runtime runtime(1);
    ClientOptions options;
    options.ca_file = ca_file;
    Client client(runtime, options);
    const Endpoint endpoint{.tls = true, .host = host, .port = port};
    Request request;
    request.method = "GET";
    request.target = "/";
    for (int i = 1; i < times; ++i)
        EXPECT_TRUE(sync_wait(client.send(endpoint, request, std::chrono::seconds{10})).ok());
    return sync_wait(client.send(endpoint, request, std::chrono::seconds{10}));
}

TEST(Tls, RefusesACertificateThatNobodyTrusts) {
    const Certificate certificate("DNS:localhost,IP:127.0.0.1");
    TlsServer server(certificate);
    const auto answer = get("localhost", server.port(), "");
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
    EXPECT_FALSE(answer.error().sent);
    EXPECT_THAT(answer.error().message, HasSubstr("self-signed certificate"));
}

TEST(Tls, AcceptsACertificateOfTheGivenRoots) {
    const Certificate certificate("DNS:localhost,IP:127.0.0.1");
    const PemFile trusted(certificate);
    TlsServer server(certificate);
    const auto by_name = get("localhost", server.port(), trusted.path(), 3);
    ASSERT_TRUE(by_name.ok()) << by_name.error().message;
    EXPECT_EQ(by_name->body, "localhost");
    const auto by_address = get("127.0.0.1", server.port(), trusted.path());
    ASSERT_TRUE(by_address.ok()) << by_address.error().message;
    EXPECT_EQ(by_address->body, "-") << "addresses are not indicated (RFC 6066, 3)";
    EXPECT_EQ(server.connections(), 2) << "three requests by name, one connection";
}

TEST(Tls, RefusesACertificateForAnotherHost) {
    const Certificate certificate("DNS:example.com,IP:127.0.0.2");
    const PemFile trusted(certificate);
    TlsServer server(certificate);
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        const auto answer = get(host, server.port(), trusted.path());
        ASSERT_FALSE(answer.ok()) << host;
        EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
        EXPECT_FALSE(answer.error().sent);
        EXPECT_THAT(answer.error().message, HasSubstr("mismatch"));
    }
}

TEST(Tls, RefusesToStartWithRootsItCannotRead) {
    const auto answer = get("localhost", 1, "/nonexistent.pem");
    ASSERT_FALSE(answer.ok());
    EXPECT_THAT(answer.error().message, HasSubstr("/nonexistent.pem"));
}

TEST(Tls, EndsAHandshakeThatDoesNotProgress) {
    Listener silent;
    Runtime runtime(1);
    Client client(runtime, {});
    Request request;
    request.method = "GET";
    request.target = "/";
    const auto answer =
        sync_wait(client.send({.tls = true, .host = "127.0.0.1", .port = silent.port()}, request,
                              std::chrono::milliseconds{50}));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
    EXPECT_FALSE(answer.error().sent);
}

}  // namespace
}  // namespace tabella::http
