#pragma once

#include <vector>

#include "http/server.h"
#include "notes/router.h"

namespace tabella::notes {

/// The Notes API as an HTTP handler. Thread-safe; the service outlives it.
class NotesHandler final : public http::Handler {
 public:
    NotesHandler(NotesService& service, UserKey user);

    Task<http::Response> handle(http::Request request) override;
    http::Response refuse(int status, std::string_view reason) override;

 private:
    NotesService& service_;
    const UserKey user_;
    const std::vector<Route> routes_;
};

}  // namespace tabella::notes
