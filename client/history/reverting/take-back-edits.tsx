// Taking a session, a merge or the edits of an author back.
import { useCallback } from 'react'
import { takeEditsBack } from '../../api/history-api.ts'
import { useWorld } from '../../world/context/use-world.ts'
import type { EditsQuestion } from '../../world/taking-back.ts'
import { useTimeTravel } from '../use-time-travel.ts'
import { TakeBackBand } from './take-back-band.tsx'
import { tellTakenBack } from './told-taken-back.ts'

interface TakeBackEditsProps {
  readonly asked: EditsQuestion
  readonly onClose: () => void
}

export function TakeBackEdits({ asked, onClose }: TakeBackEditsProps) {
  const { what, title, words, yes = 'Take it back', onDone } = asked
  const world = useWorld()
  const { address } = useTimeTravel()
  const tryOut = useCallback(() => takeEditsBack(address, what, true), [address, what])
  async function take(): Promise<void> {
    const done = await takeEditsBack(address, what, false)
    tellTakenBack(world, 'It', done)
    onDone?.()
  }
  return (
    <TakeBackBand
      title={title}
      text={`${words}. What others wrote since stays, even where they wrote over it. The world of now is kept as a version first.`}
      nothing="There is nothing left of it to take back."
      yes={yes}
      tryOut={tryOut}
      onTake={take}
      onClose={onClose}
    />
  )
}
