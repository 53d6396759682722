#pragma once

#include <memory>
#include <vector>

#include "base/clock.h"
#include "client/credentials.h"
#include "client/environment.h"
#include "client/sleeper.h"
#include "client/transport.h"

// The places where boto3 looks for credentials, each as a CredentialSource. What they are given by
// reference outlives them. See "Credentials" in boto3's guide and "Standardized credential
// providers" in the AWS SDKs and tools reference guide.

namespace tabella::client {

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. A key without its secret is an
/// error.
class EnvironmentCredentials final : public CredentialSource {
 public:
    explicit EnvironmentCredentials(const Environment& environment) : environment_(environment) {}
    Task<FoundCredentials> find() override;

 private:
    const Environment& environment_;
};

/// The active profile of the shared credentials file, then of the config file. An AWS_PROFILE that
/// exists in neither is an error; so is a profile that needs what is not supported here: assuming a
/// role from another profile (role_arn), SSO, and credential_process.
class ProfileCredentials final : public CredentialSource {
 public:
    explicit ProfileCredentials(const Environment& environment) : environment_(environment) {}
    Task<FoundCredentials> find() override;

 private:
    const Environment& environment_;
};

/// STS AssumeRoleWithWebIdentity, with AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN (and
/// AWS_ROLE_SESSION_NAME), or a profile's web_identity_token_file and role_arn. The token file is
/// read again for each refresh. AWS_ENDPOINT_URL_STS points to another STS.
class WebIdentityCredentials final : public CredentialSource {
 public:
    WebIdentityCredentials(const Environment& environment, const Clock& clock, Transport& transport)
        : environment_(environment), clock_(clock), transport_(transport) {}
    Task<FoundCredentials> find() override;

 private:
    const Environment& environment_;
    const Clock& clock_;
    Transport& transport_;
};

/// The credentials endpoint of ECS and EKS: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI at
/// 169.254.170.2, or AWS_CONTAINER_CREDENTIALS_FULL_URI, which unless it is https must name a
/// loopback address, 169.254.170.2, 169.254.170.23 or fd00:ec2::23; with
/// AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE or AWS_CONTAINER_AUTHORIZATION_TOKEN as its
/// authorization. Three attempts of at most 2 s.
class ContainerCredentials final : public CredentialSource {
 public:
    ContainerCredentials(const Environment& environment, Transport& transport, Sleeper& sleeper)
        : environment_(environment), transport_(transport), sleeper_(sleeper) {}
    Task<FoundCredentials> find() override;

 private:
    const Environment& environment_;
    Transport& transport_;
    Sleeper& sleeper_;
};

/// The role of an EC2 instance, by version 2 of its metadata service (a session token first), 1 s a
/// request. Not found where nothing answers. AWS_EC2_METADATA_DISABLED=true turns it off,
/// AWS_EC2_METADATA_SERVICE_ENDPOINT points it elsewhere.
class InstanceMetadataCredentials final : public CredentialSource {
 public:
    InstanceMetadataCredentials(const Environment& environment, Transport& transport)
        : environment_(environment), transport_(transport) {}
    Task<FoundCredentials> find() override;

 private:
    const Environment& environment_;
    Transport& transport_;
};

/// Any access key will do for DynamoDB Local and its like, but some must be there.
class DummyCredentials final : public CredentialSource {
 public:
    Task<FoundCredentials> find() override;
};

enum class LastResort {
    kInstanceMetadata,
    /// For a plain http:// endpoint that the user named: no probing of the instance metadata, and
    /// dummy credentials where there are none.
    kDummyCredentials,
};

struct ChainParts {
    const Environment& environment;
    const Clock& clock;
    Transport& transport;
    Sleeper& sleeper;
};

/// All of them in boto3's order: environment, web identity, profile, container, and last the
/// instance metadata or dummies. (Where boto3 would assume a role from another profile, before web
/// identity, there is the error of ProfileCredentials.)
std::unique_ptr<CredentialsChain> default_credentials(ChainParts parts, LastResort last_resort);

}  // namespace tabella::client
