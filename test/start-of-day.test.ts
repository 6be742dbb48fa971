import { startOfDay } from '../src/start-of-day';

describe('the beginning of a day', () => {
  it.each([
    ['2026-11-25T20:50:44Z', 'Europe/Copenhagen', '2026-11-24T23:00:00.000Z'],
    ['2026-07-01T22:30:00Z', 'Europe/Copenhagen', '2026-07-01T22:00:00.000Z'],
    // An hour is lost, an hour is won.
    ['2026-03-29T12:00:00Z', 'Europe/Copenhagen', '2026-03-28T23:00:00.000Z'],
    ['2026-10-25T23:30:00Z', 'Europe/Copenhagen', '2026-10-25T23:00:00.000Z'],
    // Clocks go forward at midnight: the day begins at one o'clock.
    ['2026-04-24T10:00:00Z', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-01-10T00:00:00Z', 'Asia/Kathmandu', '2026-01-09T18:15:00.000Z'],
    ['2026-01-10T12:00:00Z', 'Pacific/Kiritimati', '2026-01-10T10:00:00.000Z'],
    ['2026-01-10T00:00:00Z', 'UTC', '2026-01-10T00:00:00.000Z'],
  ])('%s in %s', (instant, timeZone, expected) => {
    expect(startOfDay(new Date(instant), timeZone).toISOString()).toBe(expected);
  });
});
