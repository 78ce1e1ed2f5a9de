#include "tests/support/tls_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate self_signed(EVP_PKEY* key, const std::string& name)
{
    Certificate certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    const std::string names = "DNS:" + name;
    X509_EXTENSION* const extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

}  // namespace

TlsServer::TlsServer(const std::string& name, const std::filesystem::path& certificate,
                     std::string answer)
    : answer_(std::move(answer))
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const Certificate made = self_signed(key.get(), name);
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(certificate.c_str(), "w"),
                                                     std::fclose);
    if (!file || PEM_write_X509(file.get(), made.get()) != 1)
        throw std::runtime_error("the certificate cannot be written");
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, made.get());
    SSL_CTX_use_PrivateKey(context, key.get());
    context_ = context;

    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listening_, where, size) != 0 || ::listen(listening_, 8) != 0 ||
        ::getsockname(listening_, where, &size) != 0)
        throw std::runtime_error("the TLS server cannot listen");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] {
        // OpenSSL writes to peers that have gone.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        for (;;) {
            const int connection = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) return;
            serve(connection);
            ::close(connection);
        }
    });
}

TlsServer::~TlsServer()
{
    ::shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    ::close(listening_);
    SSL_CTX_free(static_cast<SSL_CTX*>(context_));
}

void TlsServer::serve(int connection)
{
    const std::unique_ptr<SSL, decltype(&SSL_free)> stream(SSL_new(static_cast<SSL_CTX*>(context_)),
                                                           SSL_free);
    SSL_set_fd(stream.get(), connection);
    if (SSL_accept(stream.get()) != 1) return;
    std::string heard;
    char buffer[4096];
    while (heard.find("\r\n\r\n") == std::string::npos) {
        const int size = SSL_read(stream.get(), buffer, sizeof buffer);
        if (size <= 0) return;
        heard.append(buffer, static_cast<std::size_t>(size));
    }
    ++requests_;
    SSL_write(stream.get(), answer_.data(), static_cast<int>(answer_.size()));
    SSL_shutdown(stream.get());
}
