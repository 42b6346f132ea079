/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Coordinates of Chinese maps. GCJ-02 shifts a point by some hundred metres through a
 * published-by-use formula (an ellipsoid of its own and a sum of sines); BD-09 shifts
 * that once more. Sines are our own, so that a point is the same on every machine. */
#include "state/pack.h"

#include <math.h>

static const double pi = 3.14159265358979323846;
/* Krassovsky 1940: semi-major axis (m), squared eccentricity, as GCJ-02 uses them. */
static const double axis = 6378245.0, eccentricity = 0.00669342162296594323;
/* BD-09: offset in degrees, and the frequency of its ripple. */
static const double bd_longitude = 0.0065, bd_latitude = 0.006;
/* Mean radius of the Earth, km. */
static const double earth = 6371.0088;

/* Sine by reduction to [-pi/2, pi/2] and the Taylor series to x^15, which
 * leaves an error below 1e-11. */
static double sine(double x)
{
    static const double inverse_factorial[] = {
        -1 / 6.0,        1 / 120.0,        -1 / 5040.0,          1 / 362880.0,
        -1 / 39916800.0, 1 / 6227020800.0, -1 / 1307674368000.0,
    };
    double term, sum, turns;

    turns = floor(x / pi + 0.5);
    x -= turns * pi;
    if (fmod(turns, 2) != 0)
        x = -x;
    term = x;
    sum = x;
    for (int i = 0; i < 7; i++) {
        term *= x * x;
        sum += term * inverse_factorial[i];
    }
    return sum;
}

static double cosine(double x)
{
    return sine(x + pi / 2);
}

/* What the ripples of the two GCJ-02 shifts have in common. */
static double ripple(double t, double a, double b, double c, double d)
{
    return (a * sine(t * pi) + b * sine(t / 3 * pi)) * 2 / 3 +
           (c * sine(t / 12 * pi) + d * sine(t / 30 * pi)) * 2 / 3;
}

/* Degrees that GCJ-02 adds to a WGS-84 point. */
static void gcj_shift(double longitude, double latitude, double *east, double *north)
{
    const double x = longitude - 105, y = latitude - 35;
    const double both = (20 * sine(6 * x * pi) + 20 * sine(2 * x * pi)) * 2 / 3;
    const double root = sqrt(fabs(x));
    const double angle = latitude / 180 * pi;
    const double magic = 1 - eccentricity * sine(angle) * sine(angle);
    double metres_north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
    double metres_east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;

    metres_north += both + ripple(y, 20, 40, 160, 320);
    metres_east += both + ripple(x, 20, 40, 150, 300);
    *north =
        metres_north * 180 / (axis * (1 - eccentricity) / (magic * sqrt(magic)) * pi);
    *east = metres_east * 180 / (axis / sqrt(magic) * cosine(angle) * pi);
}

static void from_bd(double *longitude, double *latitude)
{
    const double ripple_of = pi * 3000 / 180;
    const double x = *longitude - bd_longitude, y = *latitude - bd_latitude;
    const double r = sqrt(x * x + y * y);
    const double z = r - 0.00002 * sine(y * ripple_of);
    const double turn = 0.000003 * cosine(x * ripple_of);

    /* The point at radius z, turned back by `turn`. */
    *longitude = z * (x / r * cosine(turn) + y / r * sine(turn));
    *latitude = z * (y / r * cosine(turn) - x / r * sine(turn));
}

void city_datum_convert(enum datum datum, double *longitude, double *latitude)
{
    double east, north;

    if (datum == DATUM_BD09)
        from_bd(longitude, latitude);
    if (datum != DATUM_BD09 && datum != DATUM_GCJ02)
        return;
    const double x = *longitude, y = *latitude;
    /* The shift varies slowly: four rounds of a fixed point leave less than 1 mm. */
    for (int i = 0; i < 4; i++) {
        gcj_shift(*longitude, *latitude, &east, &north);
        *longitude = x - east;
        *latitude = y - north;
    }
}

void city_offset(double longitude, double latitude, double other_longitude,
                 double other_latitude, double *east, double *north)
{
    const double degree = earth * pi / 180;
    const double middle = (latitude + other_latitude) / 2 / 180 * pi;

    *east = (other_longitude - longitude) * degree * cosine(middle);
    *north = (other_latitude - latitude) * degree;
}
