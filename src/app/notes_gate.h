#pragma once

#include <memory>

#include "app/options.h"
#include "base/clock.h"
#include "http/runtime.h"
#include "notes/gate.h"

namespace tabella::app {

/// Who may use the Notes API, as the options say, with all that it needs.
class NotesGate {
 public:
    virtual ~NotesGate() = default;
    virtual notes::Gate& gate() = 0;

    /// kInvalidArgument where the place of the keys is none. Runtime and clock outlive it.
    static Result<std::unique_ptr<NotesGate>> open(const Options& options, http::Runtime& runtime,
                                                   const Clock& clock);
};

}  // namespace tabella::app
