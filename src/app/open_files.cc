#include "app/open_files.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

namespace tabella::app {

void raise_open_files_limit() {
    // RocksDB keeps every data file open (max_open_files = -1: no table cache on the way to a
    // row), and each connection needs one more. The usual soft limit, 1024, is for programs that
    // call select(), which cannot name a higher descriptor; nothing here does.
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
        spdlog::warn("cannot raise the limit on open files: {}", std::strerror(errno));
}

}  // namespace tabella::app
