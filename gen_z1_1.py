import numpy as np
def f0(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] > 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if x[i] > 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] > 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] > 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if x[i] > 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] > 0.0 else max(np.float64(x[i]),-1.0)
def f1(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] > 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if x[i] > 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] > 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] > 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if x[i] > 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] > 0.0 else max(np.float32(x[i]),-1.0)
def f2(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] >= 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if x[i] >= 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] >= 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] >= 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if x[i] >= 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] >= 0.0 else max(np.float64(x[i]),-1.0)
def f3(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] >= 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if x[i] >= 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] >= 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] >= 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if x[i] >= 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] >= 0.0 else max(np.float32(x[i]),-1.0)
def f4(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if 0.0 > x[i] else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if 0.0 > x[i] else 0.0
        y[2, i] = -0.0 if 0.0 > x[i] else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if 0.0 > x[i] else -0.0
        y[4, i] = np.float64(x[i]) if 0.0 > x[i] else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if 0.0 > x[i] else 0.0
        y[6, i] = 0.0 if 0.0 > x[i] else -np.float64(x[i])
        y[7, i] = 0.0 if 0.0 > x[i] else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if 0.0 > x[i] else max(np.float64(x[i]),-1.0)
def f5(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if 0.0 > x[i] else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if 0.0 > x[i] else 0.0
        y[2, i] = -0.0 if 0.0 > x[i] else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if 0.0 > x[i] else -0.0
        y[4, i] = np.float32(x[i]) if 0.0 > x[i] else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if 0.0 > x[i] else 0.0
        y[6, i] = 0.0 if 0.0 > x[i] else -np.float32(x[i])
        y[7, i] = 0.0 if 0.0 > x[i] else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if 0.0 > x[i] else max(np.float32(x[i]),-1.0)
def f6(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if 0.0>=x[i] else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if 0.0>=x[i] else 0.0
        y[2, i] = -0.0 if 0.0>=x[i] else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if 0.0>=x[i] else -0.0
        y[4, i] = np.float64(x[i]) if 0.0>=x[i] else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if 0.0>=x[i] else 0.0
        y[6, i] = 0.0 if 0.0>=x[i] else -np.float64(x[i])
        y[7, i] = 0.0 if 0.0>=x[i] else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if 0.0>=x[i] else max(np.float64(x[i]),-1.0)
def f7(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if 0.0>=x[i] else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if 0.0>=x[i] else 0.0
        y[2, i] = -0.0 if 0.0>=x[i] else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if 0.0>=x[i] else -0.0
        y[4, i] = np.float32(x[i]) if 0.0>=x[i] else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if 0.0>=x[i] else 0.0
        y[6, i] = 0.0 if 0.0>=x[i] else -np.float32(x[i])
        y[7, i] = 0.0 if 0.0>=x[i] else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if 0.0>=x[i] else max(np.float32(x[i]),-1.0)
def f8(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not x[i] > 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if not x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if not x[i] > 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if not x[i] > 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if not x[i] > 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if not x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if not x[i] > 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if not x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not x[i] > 0.0 else max(np.float64(x[i]),-1.0)
def f9(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not x[i] > 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if not x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if not x[i] > 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if not x[i] > 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if not x[i] > 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if not x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if not x[i] > 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if not x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not x[i] > 0.0 else max(np.float32(x[i]),-1.0)
def f10(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not x[i] >= 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if not x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if not x[i] >= 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if not x[i] >= 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if not x[i] >= 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if not x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if not x[i] >= 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if not x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not x[i] >= 0.0 else max(np.float64(x[i]),-1.0)
def f11(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not x[i] >= 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if not x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if not x[i] >= 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if not x[i] >= 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if not x[i] >= 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if not x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if not x[i] >= 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if not x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not x[i] >= 0.0 else max(np.float32(x[i]),-1.0)
def f12(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -x[i] < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if -x[i] < 0.0 else 0.0
        y[2, i] = -0.0 if -x[i] < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if -x[i] < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if -x[i] < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if -x[i] < 0.0 else 0.0
        y[6, i] = 0.0 if -x[i] < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if -x[i] < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -x[i] < 0.0 else max(np.float64(x[i]),-1.0)
def f13(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -x[i] < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if -x[i] < 0.0 else 0.0
        y[2, i] = -0.0 if -x[i] < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if -x[i] < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if -x[i] < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if -x[i] < 0.0 else 0.0
        y[6, i] = 0.0 if -x[i] < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if -x[i] < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -x[i] < 0.0 else max(np.float32(x[i]),-1.0)
def f14(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not -x[i] > 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if not -x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if not -x[i] > 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if not -x[i] > 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if not -x[i] > 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if not -x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if not -x[i] > 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if not -x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not -x[i] > 0.0 else max(np.float64(x[i]),-1.0)
def f15(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not -x[i] > 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if not -x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if not -x[i] > 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if not -x[i] > 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if not -x[i] > 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if not -x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if not -x[i] > 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if not -x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not -x[i] > 0.0 else max(np.float32(x[i]),-1.0)
def f16(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] * -1.0 > 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] * -1.0 > 0.0 else 0.0
        y[2, i] = -0.0 if x[i] * -1.0 > 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] * -1.0 > 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] * -1.0 > 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] * -1.0 > 0.0 else 0.0
        y[6, i] = 0.0 if x[i] * -1.0 > 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] * -1.0 > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] * -1.0 > 0.0 else max(np.float64(x[i]),-1.0)
def f17(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] * -1.0 > 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] * -1.0 > 0.0 else 0.0
        y[2, i] = -0.0 if x[i] * -1.0 > 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] * -1.0 > 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] * -1.0 > 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] * -1.0 > 0.0 else 0.0
        y[6, i] = 0.0 if x[i] * -1.0 > 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] * -1.0 > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] * -1.0 > 0.0 else max(np.float32(x[i]),-1.0)
def f18(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] / -1.0 < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] / -1.0 < 0.0 else 0.0
        y[2, i] = -0.0 if x[i] / -1.0 < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] / -1.0 < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] / -1.0 < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] / -1.0 < 0.0 else 0.0
        y[6, i] = 0.0 if x[i] / -1.0 < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] / -1.0 < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] / -1.0 < 0.0 else max(np.float64(x[i]),-1.0)
def f19(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] / -1.0 < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] / -1.0 < 0.0 else 0.0
        y[2, i] = -0.0 if x[i] / -1.0 < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] / -1.0 < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] / -1.0 < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] / -1.0 < 0.0 else 0.0
        y[6, i] = 0.0 if x[i] / -1.0 < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] / -1.0 < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] / -1.0 < 0.0 else max(np.float32(x[i]),-1.0)
def f20(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -np.float64(x[i]) < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if -np.float64(x[i]) < 0.0 else 0.0
        y[2, i] = -0.0 if -np.float64(x[i]) < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if -np.float64(x[i]) < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if -np.float64(x[i]) < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if -np.float64(x[i]) < 0.0 else 0.0
        y[6, i] = 0.0 if -np.float64(x[i]) < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if -np.float64(x[i]) < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -np.float64(x[i]) < 0.0 else max(np.float64(x[i]),-1.0)
def f21(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -np.float64(x[i]) < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if -np.float64(x[i]) < 0.0 else 0.0
        y[2, i] = -0.0 if -np.float64(x[i]) < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if -np.float64(x[i]) < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if -np.float64(x[i]) < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if -np.float64(x[i]) < 0.0 else 0.0
        y[6, i] = 0.0 if -np.float64(x[i]) < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if -np.float64(x[i]) < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -np.float64(x[i]) < 0.0 else max(np.float32(x[i]),-1.0)
def f22(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -(-x[i]) < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if -(-x[i]) < 0.0 else 0.0
        y[2, i] = -0.0 if -(-x[i]) < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if -(-x[i]) < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if -(-x[i]) < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if -(-x[i]) < 0.0 else 0.0
        y[6, i] = 0.0 if -(-x[i]) < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if -(-x[i]) < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -(-x[i]) < 0.0 else max(np.float64(x[i]),-1.0)
def f23(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -(-x[i]) < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if -(-x[i]) < 0.0 else 0.0
        y[2, i] = -0.0 if -(-x[i]) < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if -(-x[i]) < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if -(-x[i]) < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if -(-x[i]) < 0.0 else 0.0
        y[6, i] = 0.0 if -(-x[i]) < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if -(-x[i]) < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -(-x[i]) < 0.0 else max(np.float32(x[i]),-1.0)
def f24(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < 0.0 or n > 300 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] < 0.0 or n > 300 else 0.0
        y[2, i] = -0.0 if x[i] < 0.0 or n > 300 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] < 0.0 or n > 300 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] < 0.0 or n > 300 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] < 0.0 or n > 300 else 0.0
        y[6, i] = 0.0 if x[i] < 0.0 or n > 300 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] < 0.0 or n > 300 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < 0.0 or n > 300 else max(np.float64(x[i]),-1.0)
def f25(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < 0.0 or n > 300 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] < 0.0 or n > 300 else 0.0
        y[2, i] = -0.0 if x[i] < 0.0 or n > 300 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] < 0.0 or n > 300 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] < 0.0 or n > 300 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] < 0.0 or n > 300 else 0.0
        y[6, i] = 0.0 if x[i] < 0.0 or n > 300 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] < 0.0 or n > 300 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < 0.0 or n > 300 else max(np.float32(x[i]),-1.0)
def f26(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] > 0.0 or x[i] != x[i] else 0.0
        y[2, i] = -0.0 if x[i] > 0.0 or x[i] != x[i] else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] > 0.0 or x[i] != x[i] else -0.0
        y[4, i] = np.float64(x[i]) if x[i] > 0.0 or x[i] != x[i] else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] > 0.0 or x[i] != x[i] else 0.0
        y[6, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else max(np.float64(x[i]),-1.0)
def f27(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] > 0.0 or x[i] != x[i] else 0.0
        y[2, i] = -0.0 if x[i] > 0.0 or x[i] != x[i] else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] > 0.0 or x[i] != x[i] else -0.0
        y[4, i] = np.float32(x[i]) if x[i] > 0.0 or x[i] != x[i] else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] > 0.0 or x[i] != x[i] else 0.0
        y[6, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] > 0.0 or x[i] != x[i] else max(np.float32(x[i]),-1.0)
def f28(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else 0.0
        y[2, i] = -0.0 if not (x[i]==x[i] and x[i] > 0.0) else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else -0.0
        y[4, i] = np.float64(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else 0.0
        y[6, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else -np.float64(x[i])
        y[7, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else max(np.float64(x[i]),-1.0)
def f29(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else 0.0
        y[2, i] = -0.0 if not (x[i]==x[i] and x[i] > 0.0) else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else -0.0
        y[4, i] = np.float32(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if not (x[i]==x[i] and x[i] > 0.0) else 0.0
        y[6, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else -np.float32(x[i])
        y[7, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if not (x[i]==x[i] and x[i] > 0.0) else max(np.float32(x[i]),-1.0)
def f30(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if x[i] < 0.0 and not x[i] > 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else max(np.float64(x[i]),-1.0)
def f31(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else 0.0
        y[2, i] = -0.0 if x[i] < 0.0 and not x[i] > 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] < 0.0 and not x[i] > 0.0 else 0.0
        y[6, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < 0.0 and not x[i] > 0.0 else max(np.float32(x[i]),-1.0)
def f32(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else max(np.float64(x[i]),-1.0)
def f33(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] != 0.0 and x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else max(np.float32(x[i]),-1.0)
def f34(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] - 0.0 < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] - 0.0 < 0.0 else 0.0
        y[2, i] = -0.0 if x[i] - 0.0 < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] - 0.0 < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] - 0.0 < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] - 0.0 < 0.0 else 0.0
        y[6, i] = 0.0 if x[i] - 0.0 < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] - 0.0 < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] - 0.0 < 0.0 else max(np.float64(x[i]),-1.0)
def f35(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] - 0.0 < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] - 0.0 < 0.0 else 0.0
        y[2, i] = -0.0 if x[i] - 0.0 < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] - 0.0 < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] - 0.0 < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] - 0.0 < 0.0 else 0.0
        y[6, i] = 0.0 if x[i] - 0.0 < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] - 0.0 < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] - 0.0 < 0.0 else max(np.float32(x[i]),-1.0)
def f36(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i]*0.5 < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i]*0.5 < 0.0 else 0.0
        y[2, i] = -0.0 if x[i]*0.5 < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i]*0.5 < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i]*0.5 < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i]*0.5 < 0.0 else 0.0
        y[6, i] = 0.0 if x[i]*0.5 < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i]*0.5 < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i]*0.5 < 0.0 else max(np.float64(x[i]),-1.0)
def f37(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i]*0.5 < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i]*0.5 < 0.0 else 0.0
        y[2, i] = -0.0 if x[i]*0.5 < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i]*0.5 < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i]*0.5 < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i]*0.5 < 0.0 else 0.0
        y[6, i] = 0.0 if x[i]*0.5 < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i]*0.5 < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i]*0.5 < 0.0 else max(np.float32(x[i]),-1.0)
def f38(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < z else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] < z else 0.0
        y[2, i] = -0.0 if x[i] < z else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] < z else -0.0
        y[4, i] = np.float64(x[i]) if x[i] < z else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] < z else 0.0
        y[6, i] = 0.0 if x[i] < z else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] < z else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < z else max(np.float64(x[i]),-1.0)
def f39(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < z else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] < z else 0.0
        y[2, i] = -0.0 if x[i] < z else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] < z else -0.0
        y[4, i] = np.float32(x[i]) if x[i] < z else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] < z else 0.0
        y[6, i] = 0.0 if x[i] < z else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] < z else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < z else max(np.float32(x[i]),-1.0)
def f40(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < -0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] < -0.0 else 0.0
        y[2, i] = -0.0 if x[i] < -0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] < -0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] < -0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] < -0.0 else 0.0
        y[6, i] = 0.0 if x[i] < -0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] < -0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < -0.0 else max(np.float64(x[i]),-1.0)
def f41(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < -0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] < -0.0 else 0.0
        y[2, i] = -0.0 if x[i] < -0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] < -0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] < -0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] < -0.0 else 0.0
        y[6, i] = 0.0 if x[i] < -0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] < -0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < -0.0 else max(np.float32(x[i]),-1.0)
def f42(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if np.float32(x[i]) < 0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if np.float32(x[i]) < 0 else 0.0
        y[2, i] = -0.0 if np.float32(x[i]) < 0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if np.float32(x[i]) < 0 else -0.0
        y[4, i] = np.float64(x[i]) if np.float32(x[i]) < 0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if np.float32(x[i]) < 0 else 0.0
        y[6, i] = 0.0 if np.float32(x[i]) < 0 else -np.float64(x[i])
        y[7, i] = 0.0 if np.float32(x[i]) < 0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if np.float32(x[i]) < 0 else max(np.float64(x[i]),-1.0)
def f43(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if np.float32(x[i]) < 0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if np.float32(x[i]) < 0 else 0.0
        y[2, i] = -0.0 if np.float32(x[i]) < 0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if np.float32(x[i]) < 0 else -0.0
        y[4, i] = np.float32(x[i]) if np.float32(x[i]) < 0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if np.float32(x[i]) < 0 else 0.0
        y[6, i] = 0.0 if np.float32(x[i]) < 0 else -np.float32(x[i])
        y[7, i] = 0.0 if np.float32(x[i]) < 0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if np.float32(x[i]) < 0 else max(np.float32(x[i]),-1.0)
def f44(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < 0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] < 0 else 0.0
        y[2, i] = -0.0 if x[i] < 0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] < 0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] < 0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] < 0 else 0.0
        y[6, i] = 0.0 if x[i] < 0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] < 0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < 0 else max(np.float64(x[i]),-1.0)
def f45(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < 0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] < 0 else 0.0
        y[2, i] = -0.0 if x[i] < 0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] < 0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] < 0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] < 0 else 0.0
        y[6, i] = 0.0 if x[i] < 0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] < 0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < 0 else max(np.float32(x[i]),-1.0)
def f46(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < x[i]*0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if x[i] < x[i]*0.0 else 0.0
        y[2, i] = -0.0 if x[i] < x[i]*0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if x[i] < x[i]*0.0 else -0.0
        y[4, i] = np.float64(x[i]) if x[i] < x[i]*0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if x[i] < x[i]*0.0 else 0.0
        y[6, i] = 0.0 if x[i] < x[i]*0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if x[i] < x[i]*0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < x[i]*0.0 else max(np.float64(x[i]),-1.0)
def f47(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if x[i] < x[i]*0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if x[i] < x[i]*0.0 else 0.0
        y[2, i] = -0.0 if x[i] < x[i]*0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if x[i] < x[i]*0.0 else -0.0
        y[4, i] = np.float32(x[i]) if x[i] < x[i]*0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if x[i] < x[i]*0.0 else 0.0
        y[6, i] = 0.0 if x[i] < x[i]*0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if x[i] < x[i]*0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if x[i] < x[i]*0.0 else max(np.float32(x[i]),-1.0)
def f48(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -x[i] >= 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if -x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if -x[i] >= 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if -x[i] >= 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if -x[i] >= 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if -x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if -x[i] >= 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if -x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -x[i] >= 0.0 else max(np.float64(x[i]),-1.0)
def f49(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if -x[i] >= 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if -x[i] >= 0.0 else 0.0
        y[2, i] = -0.0 if -x[i] >= 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if -x[i] >= 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if -x[i] >= 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if -x[i] >= 0.0 else 0.0
        y[6, i] = 0.0 if -x[i] >= 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if -x[i] >= 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if -x[i] >= 0.0 else max(np.float32(x[i]),-1.0)
def f50(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if (x[i]<0.0) ^ False else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if (x[i]<0.0) ^ False else 0.0
        y[2, i] = -0.0 if (x[i]<0.0) ^ False else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if (x[i]<0.0) ^ False else -0.0
        y[4, i] = np.float64(x[i]) if (x[i]<0.0) ^ False else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if (x[i]<0.0) ^ False else 0.0
        y[6, i] = 0.0 if (x[i]<0.0) ^ False else -np.float64(x[i])
        y[7, i] = 0.0 if (x[i]<0.0) ^ False else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if (x[i]<0.0) ^ False else max(np.float64(x[i]),-1.0)
def f51(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if (x[i]<0.0) ^ False else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if (x[i]<0.0) ^ False else 0.0
        y[2, i] = -0.0 if (x[i]<0.0) ^ False else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if (x[i]<0.0) ^ False else -0.0
        y[4, i] = np.float32(x[i]) if (x[i]<0.0) ^ False else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if (x[i]<0.0) ^ False else 0.0
        y[6, i] = 0.0 if (x[i]<0.0) ^ False else -np.float32(x[i])
        y[7, i] = 0.0 if (x[i]<0.0) ^ False else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if (x[i]<0.0) ^ False else max(np.float32(x[i]),-1.0)
def f52(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if min(x[i],1.0) < 0.0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if min(x[i],1.0) < 0.0 else 0.0
        y[2, i] = -0.0 if min(x[i],1.0) < 0.0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if min(x[i],1.0) < 0.0 else -0.0
        y[4, i] = np.float64(x[i]) if min(x[i],1.0) < 0.0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if min(x[i],1.0) < 0.0 else 0.0
        y[6, i] = 0.0 if min(x[i],1.0) < 0.0 else -np.float64(x[i])
        y[7, i] = 0.0 if min(x[i],1.0) < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if min(x[i],1.0) < 0.0 else max(np.float64(x[i]),-1.0)
def f53(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if min(x[i],1.0) < 0.0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if min(x[i],1.0) < 0.0 else 0.0
        y[2, i] = -0.0 if min(x[i],1.0) < 0.0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if min(x[i],1.0) < 0.0 else -0.0
        y[4, i] = np.float32(x[i]) if min(x[i],1.0) < 0.0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if min(x[i],1.0) < 0.0 else 0.0
        y[6, i] = 0.0 if min(x[i],1.0) < 0.0 else -np.float32(x[i])
        y[7, i] = 0.0 if min(x[i],1.0) < 0.0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if min(x[i],1.0) < 0.0 else max(np.float32(x[i]),-1.0)
def f54(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else np.float64(x[i])
        y[1, i] = np.float64(x[i]) if bool(x[i] < 0.0) + 0 > 0 else 0.0
        y[2, i] = -0.0 if bool(x[i] < 0.0) + 0 > 0 else np.float64(x[i])
        y[3, i] = np.float64(x[i]) if bool(x[i] < 0.0) + 0 > 0 else -0.0
        y[4, i] = np.float64(x[i]) if bool(x[i] < 0.0) + 0 > 0 else -np.float64(x[i])
        y[5, i] = -np.float64(x[i]) if bool(x[i] < 0.0) + 0 > 0 else 0.0
        y[6, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else -np.float64(x[i])
        y[7, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else max(np.float64(x[i]),-1.0)
def f55(x, y, n, z):
    #pragma parallel for
    for i in range(len(x)):
        y[0, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else np.float32(x[i])
        y[1, i] = np.float32(x[i]) if bool(x[i] < 0.0) + 0 > 0 else 0.0
        y[2, i] = -0.0 if bool(x[i] < 0.0) + 0 > 0 else np.float32(x[i])
        y[3, i] = np.float32(x[i]) if bool(x[i] < 0.0) + 0 > 0 else -0.0
        y[4, i] = np.float32(x[i]) if bool(x[i] < 0.0) + 0 > 0 else -np.float32(x[i])
        y[5, i] = -np.float32(x[i]) if bool(x[i] < 0.0) + 0 > 0 else 0.0
        y[6, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else -np.float32(x[i])
        y[7, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else np.float64(np.float32(x[i]))
        y[8, i] = 0.0 if bool(x[i] < 0.0) + 0 > 0 else max(np.float32(x[i]),-1.0)
