// Grids over joined loops: what runs each iteration, and how large they are.
#include "device_grid.h"

#include <gtest/gtest.h>

#include <set>

namespace pragmac {
namespace {

enum Slot { failure, errors, number, last, part, trip, lo, step, outer, middle, inner, slots };

pragmac_device_site site_of(std::initializer_list<pragmac_grid_axis> axes, int32_t block) {
    pragmac_device_site site{};
    site.block = block;
    for (const pragmac_grid_axis &axis : axes)
        site.axes[site.axis_count++] = axis;
    return site;
}

struct DeviceGrid : testing::Test {
    uint64_t values[slots] = {};
    pragmac_device_site site = site_of({{outer, 1, 4}, {middle, 0, 8}, {inner, 2, 1}}, 32);

    Grid grid(uint64_t a, uint64_t b, uint64_t c) {
        values[trip] = a * b * c;
        values[outer] = a, values[middle] = b, values[inner] = c;
        return grid_of(emulated_device(), site, values);
    }
};

TEST_F(DeviceGrid, CoversTheBox) {
    Grid made = grid(5, 17, 3);
    EXPECT_EQ(made.threads, (std::array<int32_t, 3>{8, 4, 1}));
    EXPECT_EQ(made.groups, (std::array<int64_t, 3>{3, 2, 3}));
    EXPECT_EQ(made.workers(), 24 * 8 * 3);
}

TEST_F(DeviceGrid, HasAsManyGroupsAsTheDeviceLikes) {
    Grid made = grid(1000, 1000, 1000); // the emulated one likes 32
    EXPECT_EQ(made.groups, (std::array<int64_t, 3>{32, 1, 1}));
    made = grid(1000, 100, 1000);
    EXPECT_EQ(made.groups, (std::array<int64_t, 3>{13, 2, 1}));
}

TEST_F(DeviceGrid, OfNoIterationsHasNoWorkers) { EXPECT_EQ(grid(5, 0, 3).workers(), 0); }

TEST_F(DeviceGrid, EveryWorkerHasAnEntry) {
    Grid made = grid(6, 9, 2);
    std::set<int64_t> entries;
    for (int64_t iteration = 0; iteration < 6 * 9 * 2; iteration++)
        entries.insert(worker_of(site, made, extents_of(site, values), iteration));
    EXPECT_EQ(entries.size(), 6u * 9 * 2); // there are more workers than iterations
    EXPECT_LT(*entries.rbegin(), made.workers());
    // (1, 2, 1): y = 1, x = 2, z = 1
    EXPECT_EQ(worker_of(site, made, extents_of(site, values), (1 * 9 + 2) * 2 + 1),
              (1 * 8 + 1) * 16 + 2);
}

TEST_F(DeviceGrid, WorkersStrideAlongEveryAxis) {
    Grid made = grid(1000, 100, 1000); // 104 x 8 x 1 workers
    EXPECT_EQ(worker_of(site, made, extents_of(site, values), (int64_t{9} * 100 + 99) * 1000 + 5),
              1 * 104 + 99);
}

TEST_F(DeviceGrid, WorkersWithLanesShareGroups) {
    site = site_of({}, 4);
    site.lanes = 8;
    Grid made = grid(1, 1, 10);
    EXPECT_EQ(made.threads[0], 4 * 8);
    EXPECT_EQ(made.groups[0], 3); // of four workers each, for ten iterations
    EXPECT_EQ(made.workers(), 12);
    EXPECT_EQ(worker_of(site, made, extents_of(site, values), 9), 9);
    EXPECT_EQ(worker_of(site, made, extents_of(site, values), 14), 2);
}

TEST_F(DeviceGrid, AWorkerWithManyLanesIsAGroup) {
    site = site_of({}, 0);
    site.lanes = 128;
    Grid made = grid(1, 1, 10);
    EXPECT_EQ(made.threads[0], 128);
    EXPECT_EQ(made.groups[0], 10);
    EXPECT_EQ(made.workers(), 10);
}

} // namespace
} // namespace pragmac
