#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace tabella::http {

/// The bytes of a connection that were received and not used yet. Starts small, since most
/// connections are idle; grows up to `bytes_max` (or 4 KiB).
class InputBuffer {
 public:
    explicit InputBuffer(std::size_t bytes_max)
        : bytes_max_(std::max(bytes_max, kFirstBytes)), data_(kFirstBytes) {}

    std::string_view view() const { return {data_.data() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }
    void consume(std::size_t count) { begin_ += count; }

    /// Where to receive next: never empty as long as view() is shorter than `bytes_max`.
    char* space() {
        if (begin_ > 0) {
            std::memmove(data_.data(), data_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == data_.size())
            data_.resize(data_.size() < bytes_max_ / 2 ? data_.size() * 2 : bytes_max_);
        return data_.data() + end_;
    }
    /// Valid after space().
    std::size_t space_bytes() const { return data_.size() - end_; }
    void commit(std::size_t count) { end_ += count; }

 private:
    static constexpr std::size_t kFirstBytes = 4096;

    std::size_t bytes_max_;
    std::vector<char> data_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace tabella::http
