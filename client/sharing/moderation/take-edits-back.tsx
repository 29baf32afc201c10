// Taking edits back: first what that would come to, by a trial, then doing it.
import { useCallback } from 'react'
import { takeEditsBack } from '../../api/history-api.ts'
import { Card } from '../../parts/dialog.tsx'
import type { TakeBackQuestion } from '../../world/taking-back.ts'
import { TakingBackButtons, TrialWords, useTrialOfTakingBack } from './trial-of-taking-back.tsx'

interface TakeEditsBackProps {
  readonly asked: TakeBackQuestion
  readonly onClose: () => void
}

export default function TakeEditsBack({ asked, onClose }: TakeEditsBackProps) {
  const { address, what, title, words } = asked
  const tryOut = useCallback(() => takeEditsBack(address, what, true), [address, what])
  const trial = useTrialOfTakingBack({ address, what, tryOut, done: 'It', onClose })
  return (
    <Card title={title} open onClose={onClose}>
      <div className="share-ask">
        <p className="card-text">
          {words}. What others wrote since stays, even where they wrote over it. The world of now is kept as a
          version first.
        </p>
        <TrialWords of={trial} nothing="There is nothing left of it to take back." />
        <TakingBackButtons of={trial} onClose={onClose} />
      </div>
    </Card>
  )
}
