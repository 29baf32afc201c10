// Taking back what one person wrote in a world since a time: first what that would come to, then doing it.
import { useCallback, useId, useMemo, useState } from 'react'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { Ago } from '../../parts/ago.tsx'
import { Card } from '../../parts/dialog.tsx'
import { takeEditsBack } from '../../api/history-api.ts'
import { fetchLoans } from '../../api/transfers-api.ts'
import { fetchWriters } from '../../api/sharing-api.ts'
import { Choose } from '../../parts/choose.tsx'
import { DAY_MS, HOUR_MS } from '../../../shared/time/durations.ts'
import { TakingBackButtons, TrialWords, useTrialOfTakingBack } from './trial-of-taking-back.tsx'

type Since = 'hour' | 'day' | 'week' | 'ever'

const BACK_MS: Readonly<Record<Since, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  ever: Infinity,
}
const SINCES: readonly { readonly value: Since; readonly label: string }[] = [
  { value: 'hour', label: 'in the last hour' },
  { value: 'day', label: 'since yesterday' },
  { value: 'week', label: 'in the last week' },
  { value: 'ever', label: 'ever' },
]

interface TakeBackProps {
  readonly address: Address
  readonly account: string
  readonly name: string
  readonly onClose: () => void
}

export default function TakeBack({ name, onClose, ...rest }: TakeBackProps) {
  return (
    <Card title={`Take back what ${name} wrote`} open onClose={onClose}>
      <TakeBackForm name={name} onClose={onClose} {...rest} />
    </Card>
  )
}

const NOTHING: Reverted = { changed: 0, removed: 0, restored: 0, letters: 0, carried: 0, from: null }

function TakeBackForm({ address, account, name, onClose }: TakeBackProps) {
  const [since, setSince] = useState<Since>('hour')
  const [from, setFrom] = useState(() => momentOf('hour'))
  const what = useMemo(() => ({ account, since: from }), [account, from])
  const tryOut = useCallback(async (): Promise<Reverted> => {
    const [{ writers }, { things }] = await Promise.all([fetchWriters(address, from), fetchLoans(address)])
    const hasWritten = writers.some((one) => one.account === account)
    const hasTaken = things.some(({ holder, since: taken }) => holder === account && taken >= from)
    return hasWritten || hasTaken ? takeEditsBack(address, what, true) : NOTHING
  }, [address, account, from, what])
  const asked = useTrialOfTakingBack({ address, what, tryOut, done: `What ${name} wrote`, onClose })
  const { trial } = asked
  const note = useId()

  function choose(next: Since): void {
    setSince(next)
    setFrom(momentOf(next))
  }
  return (
    <div className="share-ask">
      <p className="card-text">
        What others wrote stays, even where they wrote over it. What {name} made goes to limbo, and what they
        deleted comes back. What they took out of this world is called back.
      </p>
      <div className="share-ways">
        <span>What they wrote</span>
        <Choose label="Since when" value={since} options={SINCES} onChoose={choose} aria-describedby={note} />
      </div>
      <TrialWords of={asked} nothing={`There is nothing by ${name} to take back.`} id={note}>
        {trial.state === 'told' && !asked.isNothing && trial.would.from !== null && (
          <>
            {'. The earliest of it was written '}
            <Ago at={trial.would.from} />
            {trial.would.from < from
              ? ': edits more than a day old are taken back together with the edits next to them.'
              : '.'}
          </>
        )}
      </TrialWords>
      <TakingBackButtons of={asked} onClose={onClose} />
    </div>
  )
}

const momentOf = (since: Since): number => Math.max(0, Date.now() - BACK_MS[since])
