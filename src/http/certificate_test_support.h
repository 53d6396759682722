#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace tabella::http {

/// A self-signed certificate for the names ("DNS:localhost,IP:127.0.0.1"), with its key.
struct Certificate {
    explicit Certificate(const std::string& names)
        : key(EVP_RSA_gen(2048), EVP_PKEY_free), x509(X509_new(), X509_free) {
        X509_set_version(x509.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
        X509_set_pubkey(x509.get(), key.get());
        X509_NAME* subject = X509_get_subject_name(x509.get());
        const unsigned char name[] = "tabella test";
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0);
        X509_set_issuer_name(x509.get(), subject);
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()),
            X509_EXTENSION_free);
        X509_add_ext(x509.get(), extension.get(), -1);
        X509_sign(x509.get(), key.get(), EVP_sha256());
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key;
    std::unique_ptr<X509, decltype(&X509_free)> x509;
};

}  // namespace tabella::http
