// The server over TLS. Certificate and key are made here; the client is OpenSSL's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <csignal>
#include <cstring>
#include <thread>

#include "http/certificate_test_support.h"
#include "http/test_support.h"

namespace tabella::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

constexpr milliseconds kShort{60};
constexpr milliseconds kLong{10'000};
const std::string kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// A certificate and a key as files, removed at the end.
class Files {
 public:
    Files() : folder_(std::filesystem::temp_directory_path() / ("tabella_server_tls_" + name())) {
        std::filesystem::create_directories(folder_);
        const Certificate certificate("DNS:localhost");
        write("cert.pem", [&](std::FILE* file) { PEM_write_X509(file, certificate.x509.get()); });
        write("key.pem", [&](std::FILE* file) { write_key(file, certificate, nullptr); });
        write("locked.pem", [&](std::FILE* file) { write_key(file, certificate, "secret"); });
        write("other.pem", [](std::FILE* file) { write_key(file, Certificate("DNS:x"), nullptr); });
        write("text.pem", [](std::FILE* file) { std::fputs("no PEM\n", file); });
    }
    ~Files() { std::filesystem::remove_all(folder_); }
    std::string path(const std::string& file) const { return folder_ / file; }
    TlsFiles tls() const { return {.certificate = path("cert.pem"), .key = path("key.pem")}; }

 private:
    static std::string name() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        return std::to_string(::getpid()) + test->name();
    }
    static void write_key(std::FILE* file, const Certificate& certificate, const char* pass) {
        PEM_write_PrivateKey(
            file, certificate.key.get(), pass == nullptr ? nullptr : EVP_aes_256_cbc(),
            reinterpret_cast<const unsigned char*>(pass),
            pass == nullptr ? 0 : static_cast<int>(std::strlen(pass)), nullptr, nullptr);
    }
    template <class Write>
    void write(const std::string& file_name, Write write) {
        std::FILE* file = std::fopen(path(file_name).c_str(), "w");
        write(file);
        std::fclose(file);
    }

    std::filesystem::path folder_;
};

/// A blocking client that takes any certificate.
class TlsClient {
 public:
    explicit TlsClient(std::uint16_t port, const std::string& protocol = "http/1.1",
                       int version_max = 0)
        : raw_(port),
          context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
          ssl_(nullptr, SSL_free) {
        SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
        if (version_max != 0) SSL_CTX_set_max_proto_version(context_.get(), version_max);
        ssl_.reset(SSL_new(context_.get()));
        const std::string offered = static_cast<char>(protocol.size()) + protocol;
        SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                            static_cast<unsigned>(offered.size()));
        SSL_set_fd(ssl_.get(), raw_.descriptor());
        secured_ = SSL_connect(ssl_.get()) == 1;
    }

    bool secured() const { return secured_; }
    std::string version() const { return SSL_get_version(ssl_.get()); }
    bool send(std::string_view bytes) {
        return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
               static_cast<int>(bytes.size());
    }
    /// As RawClient's.
    std::string read_answer() {
        while (true) {
            const std::size_t end = unread_.find("\r\n\r\n");
            const std::size_t field = unread_.find("Content-Length: ");
            if (end != std::string::npos) {
                std::size_t size = end + 4;
                if (field < end) size += std::stoul(unread_.substr(field + 16));
                while (unread_.size() < size)
                    if (!receive()) return {};
                std::string answer = unread_.substr(0, size);
                unread_.erase(0, size);
                return answer;
            }
            if (!receive()) return {};
        }
    }
    std::string read_to_end() {
        while (receive()) {
        }
        return std::move(unread_);
    }
    void end_sending() { raw_.end_sending(); }
    /// The server has said that nothing follows.
    bool saw_close_notify() const {
        return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }

 private:
    bool receive() {
        std::array<char, 65536> buffer{};
        const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (count > 0) unread_.append(buffer.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    RawClient raw_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
    bool secured_ = false;
    std::string unread_;
};

class ServerTlsTest : public testing::Test {
 protected:
    ServerTlsTest() {
        // OpenSSL's client raises it where the server has closed.
        std::signal(SIGPIPE, SIG_IGN);
        options_.tls = files_.tls();
    }
    std::string start_error(const std::string& certificate, const std::string& key) {
        EchoHandler handler;
        Runtime runtime(1);
        ServerOptions options;
        options.tls = TlsFiles{.certificate = files_.path(certificate), .key = files_.path(key)};
        const auto started = Server::start(runtime, options, handler);
        if (started.ok()) return "";
        EXPECT_EQ(started.error().kind, ErrorKind::kInvalidArgument);
        return started.error().message;
    }

    const Files files_;
    ServerOptions options_;
};

TEST_F(ServerTlsTest, AnswersManyRequestsOfAConnectionInEitherVersion) {
    TestServer test(options_, 2);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client(test.port(), "http/1.1", version);
        ASSERT_TRUE(client.secured());
        EXPECT_EQ(client.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"));
            ASSERT_TRUE(client.send("abc")) << "a body in a record of its own";
            EXPECT_THAT(client.read_answer(), HasSubstr("POST /a [abc]"));
        }
        ASSERT_TRUE(client.send(kGet + kGet));
        EXPECT_EQ(status_of(client.read_answer()), "200");
        EXPECT_EQ(status_of(client.read_answer()), "200");
        ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        EXPECT_EQ(status_of(client.read_to_end()), "200");
        EXPECT_TRUE(client.saw_close_notify());
    }
}

TEST_F(ServerTlsTest, CarriesBodiesOfManyRecordsToReadersThatAreSlow) {
    options_.body_bytes_max = 3'000'000;
    TestServer test(options_);
    const std::string body(3'000'000, 'x');
    TlsClient client(test.port());
    ASSERT_TRUE(
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + body));
    const std::string answer = client.read_answer();
    EXPECT_TRUE(answer.ends_with("[" + body + "]")) << answer.size();
}

TEST_F(ServerTlsTest, KeepsItsLimits) {
    options_.body_bytes_max = 10;
    options_.connections_max = 1;
    TestServer test(options_);
    TlsClient client(test.port());
    ASSERT_TRUE(client.secured());
    EXPECT_FALSE(TlsClient(test.port()).secured());
    ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nabc"));
    EXPECT_EQ(status_of(client.read_to_end()), "413");
    EXPECT_TRUE(client.saw_close_notify());
}

TEST_F(ServerTlsTest, TellsAPlainRequestWhatIsWrong) {
    TestServer test(options_);
    RawClient plain(test.port());
    ASSERT_TRUE(plain.send(kGet));
    EXPECT_THAT(plain.read_to_end(), StartsWith("HTTP/1.1 400 "));
    EXPECT_TRUE(plain.saw_end());
    RawClient noise(test.port());
    ASSERT_TRUE(noise.send(std::string(100, 'n')));
    EXPECT_EQ(noise.read_to_end(), "");
    EXPECT_TRUE(noise.saw_end());
    EXPECT_TRUE(test.handler.seen().empty());
}

TEST_F(ServerTlsTest, RefusesOldVersionsAndOtherProtocols) {
    TestServer test(options_);
    EXPECT_FALSE(TlsClient(test.port(), "http/1.1", TLS1_1_VERSION).secured());
    EXPECT_FALSE(TlsClient(test.port(), "h2").secured());
    EXPECT_TRUE(TlsClient(test.port()).secured());
}

TEST_F(ServerTlsTest, EndsAHandshakeThatDoesNotEnd) {
    options_.handshake_timeout = kShort;
    TestServer test(options_);
    for (const std::string& begun : {std::string(), std::string("\x16\x03\x01\x02\x00\x01", 6)}) {
        RawClient client(test.port());
        ASSERT_TRUE(client.send(begun));
        EXPECT_EQ(client.read_to_end(), "");
        EXPECT_TRUE(client.saw_end());
    }
}

TEST_F(ServerTlsTest, MeetsTheOtherDeadlines) {
    options_.idle_timeout = options_.request_timeout = kShort;
    TestServer test(options_);
    TlsClient idle(test.port());
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_TRUE(idle.saw_close_notify());
    TlsClient half(test.port());
    ASSERT_TRUE(half.send("GET / HTTP/1.1\r\n"));
    EXPECT_EQ(status_of(half.read_to_end()), "408");
    EXPECT_TRUE(half.saw_close_notify());
}

TEST_F(ServerTlsTest, DrainAnswersWhatWasBegunAndClosesTheRest) {
    TestServer test(options_);
    Gate gate;
    test.handler.respond = [&gate](Request request) -> Task<Response> {
        if (request.path == "/") co_await gate.wait();
        co_return Response{};
    };
    TlsClient busy(test.port());
    ASSERT_TRUE(busy.send(kGet));
    gate.await_entry();
    TlsClient idle(test.port());
    ASSERT_TRUE(idle.send("GET /at-once HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(status_of(idle.read_answer()), "200");
    RawClient silent(test.port());

    bool drained = false;
    std::thread draining([&] { drained = test.server->drain(kLong); });
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_TRUE(idle.saw_close_notify());
    EXPECT_EQ(silent.read_to_end(), "");
    gate.open();
    EXPECT_THAT(busy.read_answer(), HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(busy.read_to_end(), "");
    busy.end_sending();
    draining.join();
    EXPECT_TRUE(drained);
}

TEST_F(ServerTlsTest, SaysWhichFileIsOfNoUse) {
    EXPECT_EQ(start_error("cert.pem", "key.pem"), "");
    EXPECT_THAT(start_error("none.pem", "key.pem"),
                testing::AllOf(HasSubstr("none.pem"), HasSubstr("No such file")));
    EXPECT_THAT(start_error("cert.pem", "none.pem"),
                testing::AllOf(HasSubstr("none.pem"), HasSubstr("No such file")));
    EXPECT_THAT(start_error("text.pem", "key.pem"), HasSubstr("cannot use the certificate"));
    EXPECT_THAT(start_error("cert.pem", "text.pem"), HasSubstr("cannot use the key"));
    EXPECT_THAT(start_error("cert.pem", "locked.pem"), HasSubstr("cannot use the key"));
    EXPECT_THAT(start_error("cert.pem", "other.pem"), HasSubstr("is not that of the certificate"));
}

}  // namespace
}  // namespace tabella::http
