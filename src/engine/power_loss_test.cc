#include <gtest/gtest.h>

#include <latch>

#include "engine/test_script.h"
#include "storage/file_trace.h"
#include "storage/test_directory.h"
#include "storage/test_settings.h"

// After a power loss the data are those after some number of steps, in order and whole, and no
// fewer than were acknowledged. TABELLA_POWER_LOSS_STATES and TABELLA_SEED ask for other runs.

namespace tabella::engine {
namespace {

using storage::FileTrace;
using storage::TestDirectory;
using test::Contents;

/// One life of a store, recorded: what it did to its files, and what was acknowledged when.
class Life {
 public:
    Life(std::string directory, FileTrace::Syncs syncs)
        : directory_(std::move(directory)), trace_(std::make_shared<FileTrace>(syncs)) {}

    /// Steps go in by groups, so that commits of several writes are cut too.
    void live(std::vector<test::Step> steps, bool creates_table) {
        auto opened = Engine::open(
            {.store = {.directory = directory_, .write_buffer_bytes = 64 * 1024, .faults = trace_}},
            clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        Engine& engine = **opened;
        if (creates_table) {
            ASSERT_TRUE(sync_wait(engine.create_table(test::script_table())).ok());
        }
        table_created_ = trace_->size();
        submitted_.assign(steps.size(), kNever);
        acknowledged_.assign(steps.size(), kNever);
        constexpr std::size_t kGroup = 8;
        for (std::size_t first = 0; first < steps.size(); first += kGroup) {
            const std::size_t count = std::min(kGroup, steps.size() - first);
            std::latch done(static_cast<std::ptrdiff_t>(count));
            for (std::size_t i = first; i < first + count; ++i) {
                submitted_[i] = trace_->size();
                spawn(test::run(engine, steps[i]), [&, i](const api::Result<Nothing>& result) {
                    EXPECT_TRUE(result.ok());
                    acknowledged_[i] = trace_->size();
                    done.count_down();
                });
            }
            done.wait();
        }
    }

    const FileTrace& trace() const { return *trace_; }
    std::size_t table_created() const { return table_created_; }
    /// How many steps were acknowledged, and submitted, when so many events had happened.
    std::size_t acknowledged(std::size_t events) const {
        std::size_t count = 0;
        while (count < acknowledged_.size() && acknowledged_[count] <= events) ++count;
        return count;
    }
    std::size_t submitted(std::size_t events) const {
        std::size_t count = 0;
        while (count < submitted_.size() && submitted_[count] <= events) ++count;
        return count;
    }

 private:
    static constexpr std::size_t kNever = ~std::size_t{0};

    std::string directory_;
    std::shared_ptr<FileTrace> trace_;
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    std::size_t table_created_ = 0;
    std::vector<std::size_t> submitted_;
    std::vector<std::size_t> acknowledged_;
};

/// Empty when the store in `directory` opens and is as it was after `least` to `most` steps;
/// `contents` is then what it holds.
std::string fault_of(const std::string& directory, const Contents& before,
                     const std::vector<test::Step>& steps, std::size_t least, std::size_t most,
                     bool may_lack_table, Contents& contents) {
    ManualClock clock(1'700'000'000'000);
    SeededRandom random(1);
    auto opened = Engine::open({.store = {.directory = directory}}, clock, random);
    if (!opened.ok()) return "does not open: " + opened.error().message;
    auto found = test::consistent_contents(**opened);
    if (!found.ok())
        return may_lack_table && found.error().message.find("not found") != std::string::npos
                   ? ""
                   : found.error().message;
    contents = *found;
    Contents expected = before;
    for (std::size_t i = 0; i <= most; ++i) {
        if (i >= least && expected == contents) return "";
        if (i < most) test::apply(steps[i], expected);
    }
    return "is not the state after " + std::to_string(least) + " to " + std::to_string(most) +
           " steps";
}

/// Several lives, each begun on a state that the power loss of the one before has left. The faults
/// that were found.
std::vector<std::string> lose_power(std::size_t states, std::uint64_t seed,
                                    FileTrace::Syncs syncs) {
    constexpr std::size_t kLives = 3;
    constexpr std::size_t kSteps = 240;
    std::mt19937_64 random(seed);
    std::vector<std::string> faults;
    auto directory = std::make_unique<TestDirectory>();
    Contents contents;
    for (std::size_t life_number = 0; life_number < kLives; ++life_number) {
        TestDirectory before;
        std::filesystem::copy(directory->path(), before.path(),
                              std::filesystem::copy_options::recursive);
        const Contents contents_before = contents;
        const auto steps = test::make_steps(kSteps, random());
        Life life(directory->path(), syncs);
        life.live(steps, life_number == 0);
        auto next = std::make_unique<TestDirectory>();
        for (std::size_t i = 0; i < states / kLives; ++i) {
            const std::size_t cut =
                std::uniform_int_distribution<std::size_t>(0, life.trace().size())(random);
            auto lost = std::make_unique<TestDirectory>();
            life.trace().write_state(cut, before.path(), lost->path(), random);
            const bool may_lack_table = life_number == 0 && cut < life.table_created();
            const std::string fault =
                fault_of(lost->path(), contents_before, steps, life.acknowledged(cut),
                         life.submitted(cut), may_lack_table, contents);
            if (!fault.empty())
                faults.push_back("life " + std::to_string(life_number) + ", power lost after " +
                                 std::to_string(cut) + " of " +
                                 std::to_string(life.trace().size()) + " events: " + fault);
            else if (!may_lack_table)
                next = std::move(lost);
        }
        directory = std::move(next);
        if (!faults.empty()) break;
    }
    return faults;
}

TEST(PowerLoss, LeavesAPrefixOfHistoryWithEveryAcknowledgement) {
    const std::uint64_t states = storage::from_environment("TABELLA_POWER_LOSS_STATES", 120);
    const std::uint64_t seed = storage::from_environment("TABELLA_SEED", std::random_device{}());
    const auto faults = lose_power(states, seed, FileTrace::Syncs::kHonest);
    EXPECT_TRUE(faults.empty()) << "TABELLA_SEED=" << seed << ": " << faults.size()
                                << " faults, the first: " << faults.front();
}

TEST(PowerLoss, IsNoticedWhereSyncsDoNothing) {
    EXPECT_FALSE(lose_power(90, 1, FileTrace::Syncs::kIgnored).empty());
}

}  // namespace
}  // namespace tabella::engine
