// The growth of a world's logs on each of the last days: a line of bars, and the same in words for people who
// cannot see them.
import { GROWTH_DAYS, type WorldHealth } from '../../../shared/wire/api/admin-bodies.ts'
import { sizeWords } from '../../words/size-words.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'

const HEIGHT = 72
const STEP = 14

type Days = WorldHealth['scene']['days']

interface GrowthProps {
  readonly scene: Days
  readonly live: Days
}

export function Growth({ scene, live }: GrowthProps) {
  const days = lastDays(scene, live)
  const most = Math.max(...days.map(({ bytes }) => bytes))
  const all = days.reduce((sum, { bytes }) => sum + bytes, 0)
  const day = (at: number): string =>
    new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
  const largest = days.find(({ bytes }) => bytes === most)
  const words =
    all === 0 || largest === undefined
      ? `It did not grow in the last ${GROWTH_DAYS} days.`
      : `${sizeWords(all)} in the last ${GROWTH_DAYS} days, most on ${day(largest.at)}: ${sizeWords(most)}.`
  return (
    <section aria-label="Growth" className="admin-block">
      <h2 className="section-title">Growth by day</h2>
      <p className="section-text">{words}</p>
      {all > 0 && (
        <svg className="admin-growth" viewBox={`0 0 ${GROWTH_DAYS * STEP} ${HEIGHT}`} aria-hidden="true">
          {days.map(({ at, bytes }, index) => {
            const height = bytes === 0 ? 1 : Math.max(2, (bytes / most) * HEIGHT)
            return (
              <rect
                key={at}
                x={index * STEP + 2}
                y={HEIGHT - height}
                width={STEP - 4}
                height={height}
                rx={1.5}
              >
                <title>{`${day(at)}: ${sizeWords(bytes)}`}</title>
              </rect>
            )
          })}
        </svg>
      )}
    </section>
  )
}

function lastDays(scene: Days, live: Days): readonly { readonly at: number; readonly bytes: number }[] {
  const bytes = new Map<number, number>()
  for (const day of [...scene, ...live]) bytes.set(day.at, (bytes.get(day.at) ?? 0) + day.bytes)
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  return Array.from({ length: GROWTH_DAYS }, (_, index) => {
    const at = today - (GROWTH_DAYS - 1 - index) * DAY_MS
    return { at, bytes: bytes.get(at) ?? 0 }
  })
}
