// Taking edits back: first what that would come to, by a trial, then doing it.
import { useEffect, useState } from 'react'
import { takeEditsBack } from '../../api/history-api.ts'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { count } from '../../words/counts.ts'
import type { TakeBackQuestion } from '../../world/taking-back.ts'
import '../share.css'

type TakenBackTrial =
  | { readonly state: 'asking' }
  | { readonly state: 'told'; readonly would: Reverted }
  | { readonly state: 'failed'; readonly text: string }

interface TakeEditsBackProps {
  readonly asked: TakeBackQuestion
  readonly onClose: () => void
}

export default function TakeEditsBack({ asked, onClose }: TakeEditsBackProps) {
  const { address, what, title, words } = asked
  const [trial, setTrial] = useState<TakenBackTrial>({ state: 'asking' })
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    let isWanted = true
    takeEditsBack(address, what, true).then(
      (would) => isWanted && setTrial({ state: 'told', would }),
      (error: unknown) => isWanted && setTrial({ state: 'failed', text: wordsOf(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [address, what])
  async function take(): Promise<void> {
    setBusy(true)
    try {
      const done = await takeEditsBack(address, what, false)
      onClose()
      notify({ text: `It has been taken back: ${resultWords(done)}.`, timeoutMs: 0 })
    } catch (error) {
      setBusy(false)
      setTrial({ state: 'failed', text: wordsOf(error) })
    }
  }
  const isNothing = trial.state === 'told' && sumOf(trial.would) === 0
  return (
    <Card title={title} open onClose={onClose}>
      <div className="share-ask">
        <p className="card-text">
          {words}. What others wrote since stays, even where they wrote over it. The world of now is kept as a
          version first.
        </p>
        <p className="card-text" aria-live="polite">
          {trial.state === 'asking' && 'Working out what that includes.'}
          {trial.state === 'told' &&
            (isNothing ? 'There is nothing left of it to take back.' : resultWords(trial.would))}
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
    </Card>
  )
}

const sumOf = ({ changed, removed, restored, letters }: Reverted): number =>
  changed + removed + restored + letters

/** "1 thing changed back, 12 letters, 1 thing put into limbo". */
function resultWords({ changed, removed, restored, letters }: Reverted): string {
  const parts = [
    changed > 0 && `${count(changed, 'thing')} changed back`,
    letters > 0 && count(letters, 'letter'),
    removed > 0 && `${count(removed, 'thing')} put into limbo`,
    restored > 0 && `${count(restored, 'thing')} brought back`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'nothing was left of it' : parts.join(', ')
}
