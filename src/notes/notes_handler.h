#pragma once

#include <vector>

#include "http/server.h"
#include "notes/gate.h"
#include "notes/router.h"

namespace tabella::notes {

/// The Notes API as an HTTP handler. Thread-safe; service and gate outlive it.
class NotesHandler final : public http::Handler {
 public:
    NotesHandler(NotesService& service, Gate& gate);

    Task<http::Response> handle(http::Request request) override;
    http::Response refuse(int status, std::string_view reason) override;

 private:
    Task<RouteResult> call(const Route& route, std::string id, http::Request request);

    NotesService& service_;
    Gate& gate_;
    const std::vector<Route> routes_;
};

}  // namespace tabella::notes
