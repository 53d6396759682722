#include <gtest/gtest.h>
#include <sys/mount.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/test_script.h"
#include "storage/test_directory.h"

// The N-th file operation of a fixed script fails, for N = 1, 2, 3 … until a run is clean.
// TABELLA_IO_FAULTS_STRIDE=1 tries every N; the normal tests take every 47th, from a random start.

namespace tabella::engine {
namespace {

using storage::FileFault;
using storage::FileOperation;
using storage::TestDirectory;
using test::Contents;

constexpr std::size_t kSteps = 200;
constexpr std::size_t kWriteBufferBytes = 64 * 1024;

struct Plan {
    std::size_t nth;
    FileFault fault;
    bool for_good;
};

/// Fails the N-th operation. Syncs are not carried out otherwise: no machine fails here, only
/// files do, and the test is about what the store makes of that.
class NthFails final : public storage::FileFaults {
 public:
    explicit NthFails(Plan plan) : plan_(plan) {}

    FileFault fault(FileOperation operation, std::string_view path) override {
        const std::size_t number = ++operations_;
        if (number == plan_.nth || (plan_.for_good && number > plan_.nth)) {
            const bool log = path.ends_with(".log");
            if (log && (operation == FileOperation::kSync || operation == FileOperation::kAppend))
                log_failed_ = true;
            if (operation != FileOperation::kRead) writing_failed_ = true;
            return plan_.fault;
        }
        const bool is_sync =
            operation == FileOperation::kSync || operation == FileOperation::kSyncDirectory;
        return is_sync ? FileFault::kIgnored : FileFault::kNone;
    }
    bool triggered() const { return operations_ >= plan_.nth; }
    /// A write or sync of the log has failed.
    bool log_failed() const { return log_failed_; }
    /// Anything but reading has failed.
    bool writing_failed() const { return writing_failed_; }

 private:
    const Plan plan_;
    std::atomic<std::size_t> operations_ = 0;
    std::atomic<bool> log_failed_ = false;
    std::atomic<bool> writing_failed_ = false;
};

class Script {
 public:
    /// Runs the whole script on files that fail, then looks at what a sound disk shows. False when
    /// nothing failed any more.
    bool survives(Plan plan) {
        TestDirectory directory;
        auto faults = std::make_shared<NthFails>(plan);
        expected_.clear();
        unknown_.clear();
        run_on_failing_files(directory.path(), faults);
        auto opened = open({.directory = directory.path()});
        if (!opened.ok()) {
            ADD_FAILURE() << "does not open on a sound disk: " << opened.error().message;
            return false;
        }
        check_recovered(**opened);
        return faults->triggered();
    }

 private:
    Result<std::unique_ptr<Engine>> open(storage::StoreOptions store) {
        store.write_buffer_bytes = kWriteBufferBytes;
        return Engine::open({.store = std::move(store)}, clock_, random_);
    }

    void run_on_failing_files(const std::string& directory, std::shared_ptr<NthFails> faults) {
        table_may_exist_ = table_exists_ = false;
        auto opened = open({.directory = directory, .faults = faults});
        if (!opened.ok()) {
            EXPECT_FALSE(opened.error().message.empty());
            return;
        }
        Engine& engine = **opened;
        table_may_exist_ = true;
        table_exists_ = sync_wait(engine.create_table(test::script_table())).ok();
        if (!table_exists_) return;
        bool refused = false;
        for (const test::Step& step : steps_) {
            const bool failed_before = faults->log_failed();
            const auto done = sync_wait(test::run(engine, step));
            if (done.ok()) {
                EXPECT_FALSE(failed_before) << "acknowledged after the log had failed";
                // A write whose reading of the old row fails is refused alone, and writes nothing.
                EXPECT_FALSE(refused && faults->writing_failed())
                    << "acknowledged after a write was refused";
                test::apply(step, expected_);
                continue;
            }
            // Only the first write that fails may have happened: the store takes none after it,
            // unless it was its reading that failed.
            if (!refused) unknown_ = {step};
            refused = true;
            EXPECT_EQ(done.error().code, api::ErrorCode::kInternalServerError);
        }
        const auto seen = test::scan(engine);
        if (seen.ok()) check_contents(*seen);
        if (refused && faults->writing_failed()) check_as_if_killed(directory);
    }

    /// What an end at this point leaves, as nothing more is written.
    void check_as_if_killed(const std::string& directory) {
        const TestDirectory copy;
        // RocksDB may be closing files: cutting the zeros behind a log, say.
        for (const auto& entry : std::filesystem::directory_iterator(directory)) {
            const std::string content = storage::read_file(entry.path());
            if (std::filesystem::exists(entry.path()))
                storage::write_file(std::filesystem::path(copy.path()) / entry.path().filename(),
                                    content);
        }
        auto opened = open({.directory = copy.path()});
        ASSERT_TRUE(opened.ok()) << "does not open after a kill: " << opened.error().message;
        check_recovered(**opened);
    }

    void check_recovered(Engine& engine) {
        const auto found = test::consistent_contents(engine);
        if (!table_exists_) {
            const bool there = table_may_exist_ && found.ok() && found->empty();
            EXPECT_TRUE(there || !found.ok());
            return;
        }
        ASSERT_TRUE(found.ok()) << found.error().message;
        check_contents(*found);
    }

    void check_contents(const Contents& contents) const {
        Contents with_unknown = expected_;
        for (const test::Step& step : unknown_) test::apply(step, with_unknown);
        EXPECT_TRUE(contents == expected_ || contents == with_unknown)
            << "something acknowledged is missing, or something refused is there";
    }

    const test::Quiet quiet_;
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    const std::vector<test::Step> steps_ = test::make_steps(kSteps, 11);
    Contents expected_;
    std::vector<test::Step> unknown_;
    bool table_exists_ = false;
    bool table_may_exist_ = false;
};

/// Tries N = first, first + stride, … until nothing fails; how many runs there were.
std::size_t fail_one_after_the_other(FileFault fault, bool for_good) {
    const char* given = std::getenv("TABELLA_IO_FAULTS_STRIDE");
    const std::size_t stride = given != nullptr ? std::strtoull(given, nullptr, 10) : 47;
    std::size_t nth = 1 + (given != nullptr ? 0 : std::random_device{}() % stride);
    Script script;
    std::size_t runs = 0;
    for (bool more = true; more && !testing::Test::HasFailure(); nth += stride, ++runs) {
        SCOPED_TRACE("operation " + std::to_string(nth) + " fails");
        more = script.survives({nth, fault, for_good});
    }
    return runs;
}

TEST(IoFaults, AnIoErrorOnceLosesNothing) {
    EXPECT_GT(fail_one_after_the_other(FileFault::kIoError, false), 8u);
}
TEST(IoFaults, AnIoErrorForGoodLosesNothing) {
    EXPECT_GT(fail_one_after_the_other(FileFault::kIoError, true), 8u);
}
TEST(IoFaults, NoSpaceOnceLosesNothing) {
    EXPECT_GT(fail_one_after_the_other(FileFault::kNoSpace, false), 8u);
}
TEST(IoFaults, NoSpaceForGoodLosesNothing) {
    EXPECT_GT(fail_one_after_the_other(FileFault::kNoSpace, true), 8u);
}

/// A file system of 64 MB of its own, where the test may mount one.
class SmallDisk {
 public:
    SmallDisk() {
        mounted_ = ::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=64m") == 0;
    }
    ~SmallDisk() {
        if (mounted_) (void)::umount(directory_.path().c_str());
    }
    bool mounted() const { return mounted_; }
    std::string path() const { return directory_.path() + "/data"; }
    std::string ballast() const { return directory_.path() + "/ballast"; }

 private:
    TestDirectory directory_;
    bool mounted_ = false;
};

TEST(IoFaults, AFullDiskRefusesWritesAndKeepsReading) {
    SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "mounting a tmpfs of 64 MB is not allowed here";
    const test::Quiet quiet;
    std::ofstream(disk.ballast()) << std::string(24 * 1024 * 1024, 'b');
    ManualClock clock(1'700'000'000'000);
    SeededRandom random(1);
    const auto put = [](Engine& engine, const std::string& pk) {
        api::PutItemRequest request{.table_name = test::kTable};
        request.item = Item(AttributeMap{{"pk", pk}, {"v", std::string(300'000, 'x')}});
        return sync_wait(engine.put_item(std::move(request)));
    };
    std::size_t acknowledged = 0;
    {
        auto opened = Engine::open({.store = {.directory = disk.path()}}, clock, random);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        ASSERT_TRUE(sync_wait((*opened)->create_table(test::script_table())).ok());
        while (acknowledged < 1'000 && put(**opened, std::to_string(acknowledged)).ok())
            ++acknowledged;
        ASSERT_GT(acknowledged, 20u);
        ASSERT_LT(acknowledged, 1'000u);
        EXPECT_EQ(put(**opened, "more").error().code, api::ErrorCode::kInternalServerError);
        const auto seen = test::scan(**opened);
        ASSERT_TRUE(seen.ok()) << seen.error().message;
        EXPECT_GE(seen->size(), acknowledged);
    }
    std::filesystem::remove(disk.ballast());
    auto reopened = Engine::open({.store = {.directory = disk.path()}}, clock, random);
    ASSERT_TRUE(reopened.ok()) << reopened.error().message;
    const auto seen = test::scan(**reopened);
    ASSERT_TRUE(seen.ok()) << seen.error().message;
    for (std::size_t i = 0; i < acknowledged; ++i) EXPECT_TRUE(seen->contains(std::to_string(i)));
    EXPECT_LE(seen->size(), acknowledged + 1);
    EXPECT_TRUE(put(**reopened, "again").ok());
}

}  // namespace
}  // namespace tabella::engine
