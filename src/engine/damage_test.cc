#include <gtest/gtest.h>

#include <filesystem>

#include "engine/test_script.h"
#include "storage/test_directory.h"
#include "storage/test_settings.h"

// Files of a store that ended in order are damaged: one bit flipped, cut, or gone. The store then
// refuses with a message, or every answer is right. TABELLA_DAMAGE_TRIALS and TABELLA_SEED ask for
// other runs.

namespace tabella::engine {
namespace {

using storage::read_file;
using storage::TestDirectory;
using storage::write_file;
using test::Contents;

enum class Damage { kFlip, kCut, kGone };

class DamageTest : public testing::Test {
 protected:
    /// A store with data files and a log, that was reopened in between.
    void SetUp() override {
        const auto steps = test::make_steps(400, 5);
        for (std::size_t first = 0; first < steps.size(); first += 200) {
            auto opened = open(sound_.path());
            ASSERT_TRUE(opened.ok()) << opened.error().message;
            if (first == 0) {
                ASSERT_TRUE(sync_wait((*opened)->create_table(test::script_table())).ok());
            }
            for (std::size_t i = first; i < first + 200; ++i) {
                ASSERT_TRUE(sync_wait(test::run(**opened, steps[i])).ok());
                test::apply(steps[i], expected_);
            }
        }
        for (const auto& entry : std::filesystem::directory_iterator(sound_.path()))
            if (matters(entry.path())) files_.push_back(entry.path());
        std::sort(files_.begin(), files_.end());
        ASSERT_GE(files_.size(), 5u);
    }

    /// All but what the store never reads back.
    static bool matters(const std::filesystem::path& path) {
        const std::string name = path.filename();
        return path.extension() == ".log" || path.extension() == ".sst" ||
               name.starts_with("MANIFEST") || name == "CURRENT" || name == "COMMITTED";
    }

    Result<std::unique_ptr<Engine>> open(const std::string& directory) {
        return Engine::open({.store = {.directory = directory, .write_buffer_bytes = 64 * 1024}},
                            clock_, random_);
    }

    /// Damages one file of a copy. What was done, for the message of a failure.
    static std::string damage(const std::filesystem::path& file, Damage how,
                              std::mt19937_64& random) {
        const std::string name = file.filename();
        std::string content = read_file(file);
        if (how == Damage::kGone || content.empty()) {
            std::filesystem::remove(file);
            return name + " removed";
        }
        const std::size_t at = random() % content.size();
        const std::string where =
            name + " at byte " + std::to_string(at) + " of " + std::to_string(content.size());
        if (how == Damage::kCut) {
            content.resize(at);
            write_file(file, content);
            return where + " cut";
        }
        content[at] = static_cast<char>(content[at] ^ (1 << (random() % 8)));
        write_file(file, content);
        return where + " flipped";
    }

    /// Opens the copy and asks for everything, in three ways.
    void expect_refusal_or_right_answers(const std::string& directory, std::size_t& refused) {
        auto opened = open(directory);
        if (!opened.ok()) {
            ++refused;
            EXPECT_GT(opened.error().message.size(), 20u) << opened.error().message;
            return;
        }
        Engine& engine = **opened;
        const auto table = test::scan(engine);
        EXPECT_TRUE(!table.ok() || *table == expected_) << "a scan is wrong";
        const auto index = test::scan(engine, "ByG");
        EXPECT_TRUE(!index.ok() || *index == test::index_of(expected_)) << "the index is wrong";
        bool all_right = table.ok() && index.ok();
        for (int i = 0; i < 24; ++i) {
            const std::string pk = "key " + std::to_string(i);
            api::GetItemRequest request{.table_name = test::kTable, .key = test::key_of(pk)};
            const auto got = sync_wait(engine.get_item(std::move(request)));
            all_right = all_right && got.ok();
            if (!got.ok()) continue;
            const auto item = expected_.find(pk);
            const auto right =
                item != expected_.end() ? std::optional(Item(item->second)) : std::nullopt;
            EXPECT_EQ(got->item, right) << pk << " is wrong";
        }
        refused += all_right ? 0 : 1;
    }

    /// `trials` damages of one kind; how many were refused.
    std::size_t try_damages(Damage how, std::size_t trials, std::uint64_t seed) {
        std::mt19937_64 random(seed);
        std::size_t refused = 0;
        for (std::size_t i = 0; i < trials && !HasFailure(); ++i) {
            TestDirectory copy;
            std::filesystem::copy(sound_.path(), copy.path(),
                                  std::filesystem::copy_options::recursive);
            const std::filesystem::path& file = files_[i % files_.size()];
            SCOPED_TRACE("TABELLA_SEED=" + std::to_string(seed) + ": " +
                         damage(copy.path() / file.filename(), how, random));
            expect_refusal_or_right_answers(copy.path(), refused);
        }
        return refused;
    }

    const test::Quiet quiet_;
    TestDirectory sound_;
    Contents expected_;
    std::vector<std::filesystem::path> files_;
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    const std::size_t trials_ = storage::from_environment("TABELLA_DAMAGE_TRIALS", 40);
    const std::uint64_t seed_ = storage::from_environment("TABELLA_SEED", std::random_device{}());
};

TEST_F(DamageTest, AFlippedBitIsRefusedOrHarmless) {
    EXPECT_GT(try_damages(Damage::kFlip, trials_, seed_), trials_ / 2);
}

TEST_F(DamageTest, ACutFileIsRefusedOrHarmless) {
    EXPECT_GT(try_damages(Damage::kCut, trials_, seed_), trials_ / 2);
}

TEST_F(DamageTest, AMissingFileIsRefused) {
    for (const auto& file : files_) {
        if (file.filename() == "COMMITTED") continue;  // It only adds to what others know.
        TestDirectory copy;
        std::filesystem::copy(sound_.path(), copy.path(), std::filesystem::copy_options::recursive);
        std::filesystem::remove(copy.path() / file.filename());
        EXPECT_FALSE(open(copy.path()).ok()) << file;
    }
}

}  // namespace
}  // namespace tabella::engine
