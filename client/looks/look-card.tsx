// One's look: a name, a figure, a colour. It applies everywhere on this node, at once where one is.
import type { Greeting } from '../../shared/wire/api/greeting-body.ts'
import { useMe } from '../session/me.ts'
import { closeOverlay, useOverlay } from '../world/commands/overlay.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Card } from '../parts/dialog.tsx'
import { meIn } from '../world/play/you.ts'
import { LookForm } from './look-form.tsx'

export default function LookCard() {
  const isOpen = useOverlay().kind === 'looks'
  return (
    <Card title="How you look" open={isOpen} onClose={closeOverlay}>
      <LookHere />
    </Card>
  )
}

function LookHere() {
  const world = useWorld()
  const { become } = useMe()
  async function save(changed: Greeting): Promise<void> {
    await become(changed)
    // People who are here are seen so from now on; others will be when they come.
    if (meIn(world) !== null) await world.owner.act({ verb: 'visit' })
    closeOverlay()
  }
  return <LookForm onSave={save} />
}
