// Memory for the arrays of workers: how much, for how many workers, and where there is none.
#include "device_grid.h"
#include "device_workspace.h"
#include "launch_slots.h"
#include "small_device.h"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

namespace pragmac {
namespace {

using ::testing::ElementsAre;

constexpr int32_t outer = trip + 1, inner = outer + 1; // extents of joined loops

// Of its memory so many bytes are meant for workspaces.
struct Small : SmallDevice {
    Small(int64_t bytes, int64_t workspaces)
        : SmallDevice(bytes, {.name = "small",
                              .usual_block = 8,
                              .most_groups = 16,
                              .most_workspace = workspaces}) {}
};

struct Workspaces : testing::Test {
    DeviceStatus prepare(Device &device, uint64_t iterations, uint64_t bytes) {
        values[workspace] = bytes, values[trip] = iterations;
        grid = grid_of(device, site, values);
        return memory.prepare(device, site, grid, values);
    }

    uint64_t values[8] = {};
    pragmac_device_site site{};
    Grid grid;
    DeviceWorkspace memory;
};

TEST_F(Workspaces, EveryWorkerHasAPart) {
    Small device(1 << 20, 1 << 20);
    EXPECT_EQ(prepare(device, 1000, 64), 0);
    EXPECT_EQ(grid.workers(), 16 * 8);
    EXPECT_THAT(device.asked, ElementsAre(16 * 8 * 64));
    EXPECT_NE(values[workspace], 0u);
    memory.give_up(device);
    EXPECT_TRUE(device.blocks.empty());
}

TEST_F(Workspaces, WorkersWithoutIterationsHaveNone) {
    Small device(1 << 20, 1 << 20);
    EXPECT_EQ(prepare(device, 3, 64), 0);
    EXPECT_THAT(device.asked, ElementsAre(3 * 64));
}

TEST_F(Workspaces, LaunchesWithoutArraysHaveNone) {
    Small device(1 << 20, 1 << 20);
    EXPECT_EQ(prepare(device, 1000, 0), 0);
    EXPECT_TRUE(device.asked.empty());
    EXPECT_EQ(values[workspace], 0u);
}

TEST_F(Workspaces, LaterLaunchesUseWhatIsThere) {
    Small device(1 << 20, 1 << 20);
    EXPECT_EQ(prepare(device, 1000, 64), 0);
    EXPECT_EQ(prepare(device, 1000, 32), 0);
    EXPECT_EQ(prepare(device, 1000, 128), 0);
    EXPECT_THAT(device.asked, ElementsAre(16 * 8 * 64, 16 * 8 * 128));
    EXPECT_EQ(device.blocks.size(), 1u);
}

TEST_F(Workspaces, ManyBytesMeanFewerWorkers) {
    Small device(1 << 20, 4096);
    EXPECT_EQ(prepare(device, 1000, 64), 0);
    EXPECT_EQ(grid.workers(), 8 * 8);
    EXPECT_EQ(prepare(device, 1000, 1024), 0); // less than a group
    EXPECT_EQ(grid.workers(), 4);
    EXPECT_EQ(prepare(device, 1000, 5000), 0); // one may have more
    EXPECT_EQ(grid.workers(), 1);
    EXPECT_NE(values[workspace], 0u);
}

TEST_F(Workspaces, GroupsThatAreWorkersKeepTheirLanes) {
    Small device(1 << 20, 4096);
    site.lanes = 8;
    EXPECT_EQ(prepare(device, 1000, 1024), 0);
    EXPECT_EQ(grid.workers(), 4);
    EXPECT_EQ(grid.threads[0], 8);
}

TEST_F(Workspaces, WithoutSoMuchMemoryFewerWorkersRun) {
    Small device(1000, 1 << 20);
    EXPECT_EQ(prepare(device, 1000, 64), 0);
    EXPECT_EQ(grid.workers(), 8);
    EXPECT_THAT(device.asked, ElementsAre(8192, 4096, 2048, 1024, 512));
}

TEST_F(Workspaces, WithoutMemoryForOneWorkerTheKernelFindsNone) {
    for (uint64_t bytes : {uint64_t{2000}, uint64_t{std::numeric_limits<int64_t>::max()}}) {
        Small device(1000, 1 << 20);
        EXPECT_EQ(prepare(device, 1000, bytes), 0);
        EXPECT_EQ(grid.workers(), 1);
        EXPECT_EQ(values[workspace], 0u);
    }
}

TEST_F(Workspaces, OtherFailuresOfTheDriverAreToldAtOnce) {
    Small device(1000, 1 << 20);
    device.fails = 700;
    EXPECT_EQ(prepare(device, 1000, 64), 700);
    EXPECT_EQ(device.asked.size(), 1u);
}

TEST_F(Workspaces, OverABoxTheLastWorkerInUseCounts) {
    Small device(1 << 20, 1 << 20);
    site.block = 8, site.axis_count = 2;
    site.axes[0] = {outer, 1, 2}, site.axes[1] = {inner, 0, 4};
    values[outer] = 3, values[inner] = 5; // 4 x 8 workers, 3 x 5 in use
    EXPECT_EQ(prepare(device, 15, 64), 0);
    EXPECT_EQ(grid.workers(), 4 * 8);
    EXPECT_EQ(workers_in_use(site, grid, values), 2 * 8 + 4 + 1);
    EXPECT_THAT(device.asked, ElementsAre((2 * 8 + 4 + 1) * 64));
}

} // namespace
} // namespace pragmac
