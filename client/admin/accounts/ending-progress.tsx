// How far the ending of accounts is: it goes on without this page, and anybody who comes back sees it.
import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import type { AccountEndings } from '../../../shared/wire/api/account-ending-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import type { AccountToEnd } from './end-accounts-card.tsx'
import { fetchEnding, stopEnding } from '../../api/ending-api.ts'
import { systemClock } from '../../device/system-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import './ending.css'

/** How often it is asked how far it is, in ms. */
const AGAIN_MS = 700

/** The last request, null: none; and a way to fetch it again. */
export function useEnding(onMoved: () => void): readonly [AccountEndings | null, () => void] {
  const [ending, setEnding] = useState<AccountEndings | null>(null)
  const [asking, setAsking] = useState(0)
  const moved = useEffectEvent(onMoved)
  useEffect(() => {
    let isOver = false
    let wasRunning = asking > 0
    const end = (): void => {
      isOver = true
      endLooking()
    }
    async function look(): Promise<void> {
      // A request that fails now is sent again.
      const now = await fetchEnding().then(
        ({ ending: found }) => ({ found }),
        () => null,
      )
      if (isOver) return
      if (now !== null) setEnding(now.found)
      const isRunning = now === null ? wasRunning : now.found !== null && !now.found.isOver
      if (isRunning || wasRunning) moved()
      wasRunning = isRunning
      if (!isRunning) end()
    }
    const endLooking = repeat(look, { everyMs: AGAIN_MS, isDueNow: true, clock: systemClock })
    return end
  }, [asking])
  return [ending, useCallback(() => setAsking((times) => times + 1), [])]
}

interface EndingProgressProps {
  readonly ending: AccountEndings
  /** It was stopped or put away. */
  readonly onChange: () => void
  /** To try those again that are still here. */
  readonly onChoose: (left: readonly AccountToEnd[]) => void
}

export function EndingNow({ ending: { lines, isOver }, onChange, onChoose }: EndingProgressProps) {
  const ended = lines.filter(({ state }) => state === 'ended').length
  const failed = lines.filter(({ state }) => state === 'failed')
  const stop = (): void => {
    stopEnding().then(onChange, (error: unknown) => notify({ text: wordsOf(error) }))
  }
  return (
    <section className="ending" aria-label="Deleting accounts">
      <output>
        {isOver ? 'Deleted' : 'Deleting accounts:'} {ended.toLocaleString('en-GB')} of{' '}
        {count(lines.length, 'account')}
        {failed.length > 0 && `; ${failed.length.toLocaleString('en-GB')} could not be`}.{' '}
        {!isOver && 'You can close this page: it goes on.'}
      </output>
      {!isOver && <progress aria-label="Accounts deleted" max={lines.length} value={ended + failed.length} />}
      {failed.length > 0 && (
        <ul className="ending-failed">
          {failed.map(({ account, name, why }) => (
            <li key={account}>
              <span className="admin-name">{name}</span> <span className="address">{account}</span> {why}
            </li>
          ))}
        </ul>
      )}
      <div className="admin-ways-line">
        {!isOver && <Button onClick={stop}>Stop</Button>}
        {isOver && failed.length > 0 && (
          <Button onClick={() => onChoose(failed)}>Choose those that are left</Button>
        )}
        {isOver && (
          <Button look="quiet" onClick={stop}>
            Put this away
          </Button>
        )}
      </div>
    </section>
  )
}
