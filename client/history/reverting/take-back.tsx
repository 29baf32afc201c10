// The question whether edits are to be taken back, above the world, which shows meanwhile how it would be.
import { useEffect } from 'react'
import { askTakingBack, useAskedTakingBack } from '../../world/taking-back.ts'
import { TakeBackEdits } from './take-back-edits.tsx'
import { TakeBackPerson } from './take-back-person.tsx'

const close = (): void => askTakingBack(null)

export default function TakeBack() {
  const asked = useAskedTakingBack()
  // It is about this world.
  useEffect(() => close, [])
  if (asked === null) return null
  return asked.of === 'edits' ? (
    <TakeBackEdits asked={asked} onClose={close} />
  ) : (
    <TakeBackPerson key={asked.account} asked={asked} onClose={close} />
  )
}
