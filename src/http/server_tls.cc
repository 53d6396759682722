#include "http/server_tls.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace tabella::http {
namespace {

constexpr std::size_t kRecordBytesMax = 16 * 1024;  // RFC 8446, 5.1

int socket_of(BIO* bio) {
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool is_for_later() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int bio_read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t got = ::recv(socket_of(bio), into, static_cast<std::size_t>(size), 0);
    if (got < 0 && is_for_later()) BIO_set_retry_read(bio);
    return static_cast<int>(got);
}

int bio_write(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = ::send(socket_of(bio), from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && is_for_later()) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

long bio_control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// OpenSSL's own socket BIO raises SIGPIPE, which is not a library's to ignore.
BIO_METHOD* socket_bio() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_ctrl(made, bio_control);
        return made;
    }();
    return method;
}

Error unusable(std::string message) {
    return Error{ErrorKind::kInvalidArgument, std::move(message)};
}

std::string last_reason() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason == nullptr ? "it is not in PEM" : reason;
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

/// A server has nobody whom it could ask for a pass phrase; OpenSSL would ask the terminal.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

Status use_certificate(SSL_CTX& context, const std::string& path) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "r"));
    if (file == nullptr)
        return unusable(
            fmt::format("cannot read the certificate {}: {}", path, std::strerror(errno)));
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(&context, path.c_str()) != 1)
        return unusable(fmt::format("cannot use the certificate {}: {}", path, last_reason()));
    return ok_status();
}

Status use_key(SSL_CTX& context, const TlsFiles& files) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(files.key.c_str(), "r"));
    if (file == nullptr)
        return unusable(fmt::format("cannot read the key {}: {}", files.key, std::strerror(errno)));
    ERR_clear_error();
    const std::unique_ptr<EVP_PKEY, FreeKey> key(
        PEM_read_PrivateKey(file.get(), nullptr, no_pass_phrase, nullptr));
    if (key == nullptr)
        return unusable(fmt::format("cannot use the key {}: {}", files.key, last_reason()));
    if (X509_check_private_key(SSL_CTX_get0_certificate(&context), key.get()) != 1)
        return unusable(fmt::format("the key {} is not that of the certificate {}", files.key,
                                    files.certificate));
    if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
        return unusable(fmt::format("cannot use the key {}: {}", files.key, last_reason()));
    return ok_status();
}

/// HTTP/1.1 or, for who offers only others, an alert (RFC 7301, 3.2).
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_bytes,
                    const unsigned char* offered, unsigned offered_bytes, void*) {
    static constexpr std::array<unsigned char, 9> kHttp11{8,   'h', 't', 't', 'p',
                                                          '/', '1', '.', '1'};
    unsigned char* selected = nullptr;
    if (SSL_select_next_proto(&selected, out_bytes, kHttp11.data(), kHttp11.size(), offered,
                              offered_bytes) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<TlsContext> load_server_tls(const TlsFiles& files) {
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    if (context == nullptr) return unusable("TLS cannot be used");
    // Two is the oldest that RFC 8996 leaves. Renegotiation is a way to keep a server busy.
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Most connections are idle: those keep no buffers. Sessions are resumed by tickets.
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
    TABELLA_CHECK(use_certificate(*context, files.certificate));
    TABELLA_CHECK(use_key(*context, files));
    return context;
}

ServerTls::ServerTls(SSL_CTX& context, int socket) : ssl_(SSL_new(&context)) {
    BIO* bio = BIO_new(socket_bio());
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
}

TlsStep ServerTls::step_of(int returned) {
    if (returned > 0) return {{}, {{}, static_cast<std::size_t>(returned)}};
    switch (SSL_get_error(ssl_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return {Socket::wait_read, {}};
        case SSL_ERROR_WANT_WRITE:
            return {Socket::wait_write, {}};
        case SSL_ERROR_ZERO_RETURN:
            return {{}, {asio::error::eof, 0}};
        case SSL_ERROR_SSL:
            refused_ = !secured_;
            met_plain_http_ =
                refused_ && ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_HTTP_REQUEST;
            break;
        default:
            break;
    }
    // OpenSSL forbids everything, also close_notify, after such an end.
    secured_ = false;
    return {{}, {asio::error::connection_reset, 0}};
}

TlsStep ServerTls::shake_hands() {
    ERR_clear_error();
    const TlsStep step = step_of(SSL_do_handshake(ssl_.get()));
    secured_ = !step.wait_for && !step.result.error;
    return step;
}

TlsStep ServerTls::read(asio::mutable_buffer into) {
    ERR_clear_error();
    const std::size_t size = std::min(into.size(), kRecordBytesMax);
    return step_of(SSL_read(ssl_.get(), into.data(), static_cast<int>(size)));
}

TlsStep ServerTls::write(const std::array<asio::const_buffer, 2>& from) {
    // Head and body in one record, as in one packet. OpenSSL keeps what it could not send yet.
    static thread_local std::array<char, kRecordBytesMax> record;
    ERR_clear_error();
    if (from[0].size() == 0 || from[1].size() == 0) {
        const asio::const_buffer& only = from[0].size() > 0 ? from[0] : from[1];
        const std::size_t size = std::min(only.size(), kRecordBytesMax);
        return step_of(SSL_write(ssl_.get(), only.data(), static_cast<int>(size)));
    }
    const std::size_t size = asio::buffer_copy(asio::buffer(record), from);
    return step_of(SSL_write(ssl_.get(), record.data(), static_cast<int>(size)));
}

void ServerTls::leave_socket() {
    close_notify();
    secured_ = false;
    BIO_set_data(SSL_get_rbio(ssl_.get()), reinterpret_cast<void*>(std::intptr_t{-1}));
}

void ServerTls::close_notify() {
    if (!secured_ || (SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

}  // namespace tabella::http
