// Taking back what one person wrote in a world since a time: first what that would come to, then doing it.
import { useEffect, useId, useState } from 'react'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { fetchLoans } from '../../api/transfers-api.ts'
import { fetchWriters, revert } from '../../api/sharing-api.ts'
import { Choose } from '../../parts/choose.tsx'
import { DAY_MS, HOUR_MS } from '../../../shared/time/durations.ts'
import '../share.css'

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

/** The result that taking back would have, or why that is not known. */
type TakeBackPreview =
  | { readonly state: 'asking' }
  | { readonly state: 'told'; readonly would: Reverted }
  | { readonly state: 'failed'; readonly text: string }

function TakeBackForm({ address, account, name, onClose }: TakeBackProps) {
  const [since, setSince] = useState<Since>('hour')
  const [from, setFrom] = useState(() => momentOf('hour'))
  const [trial, setTrial] = useState<TakeBackPreview>({ state: 'asking' })
  const [isBusy, setBusy] = useState(false)
  const note = useId()

  useEffect(() => {
    let isWanted = true
    async function ask(): Promise<TakeBackPreview> {
      const [{ writers }, { things }] = await Promise.all([fetchWriters(address, from), fetchLoans(address)])
      const hasWritten = writers.some((one) => one.account === account)
      const hasTaken = things.some(({ holder, since }) => holder === account && since >= from)
      if (!hasWritten && !hasTaken) return { state: 'told', would: NOTHING }
      const would = await revert(address, { account, since: from, isTrial: true })
      return { state: 'told', would }
    }
    ask()
      .catch((error: unknown): TakeBackPreview => ({ state: 'failed', text: wordsOf(error) }))
      .then((told) => isWanted && setTrial(told))
      .catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [address, account, from])

  function choose(next: Since): void {
    setSince(next)
    setFrom(momentOf(next))
    setTrial({ state: 'asking' })
  }
  async function take(): Promise<void> {
    setBusy(true)
    try {
      const done = await revert(address, { account, since: from, isTrial: false })
      onClose()
      notify({ text: `What ${name} wrote has been taken back: ${cameTo(done)}.`, timeoutMs: 0 })
    } catch (error) {
      setBusy(false)
      setTrial({ state: 'failed', text: wordsOf(error) })
    }
  }
  const isNothing = trial.state === 'told' && sumOf(trial.would) === 0
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
      <p className="card-text" id={note} aria-live="polite">
        {trial.state === 'asking' && 'Working out what that includes.'}
        {trial.state === 'told' &&
          (isNothing ? `There is nothing by ${name} to take back.` : cameTo(trial.would))}
        {trial.state === 'told' && trial.would.from !== null && (
          <>
            {'. The earliest of it was written '}
            <Ago at={trial.would.from} />
            {trial.would.from < from
              ? ': edits more than a day old are taken back together with the edits next to them.'
              : '.'}
          </>
        )}
      </p>
      {trial.state === 'failed' && <Trouble text={trial.text} />}
      <div className="card-foot">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button
          look="grave"
          disabled={trial.state !== 'told' || isNothing || isBusy}
          onClick={() => void take()}
        >
          Take it back
        </Button>
      </div>
    </div>
  )
}

const momentOf = (since: Since): number => Math.max(0, Date.now() - BACK_MS[since])

const sumOf = ({ changed, removed, restored, letters, carried }: Reverted): number =>
  changed + removed + restored + letters + carried

/** "1 thing changed back, with 12 letters, 1 thing put into limbo". A page is of a thing. */
function cameTo({ changed, removed, restored, letters, carried }: Reverted): string {
  const withLetters = letters > 0 ? `, with ${count(letters, 'letter')}` : ''
  const parts = [
    changed > 0 && `${count(changed, 'thing')} changed back${withLetters}`,
    changed === 0 && letters > 0 && count(letters, 'letter'),
    removed > 0 && `${count(removed, 'thing')} put into limbo`,
    restored > 0 && `${count(restored, 'thing')} brought back`,
    carried > 0 && `${count(carried, 'thing')} called back that they took along`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
