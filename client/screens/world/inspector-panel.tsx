// The inspector, with the parts of other rooms in it.
import { lazyWithRetry } from '../../browser/lazily.ts'
import { pictureSprite } from '../../../shared/world/picture-id.ts'
import { LimboNote } from '../../floor/limbo/limbo-note.tsx'
import { SaveThing } from '../../folder/save-thing.tsx'
import { Inspector } from '../../inspector/inspector.tsx'
import { InspectorSlotsContext, type InspectorSlots } from '../../inspector/inspector-slots.ts'
import { EditablePage } from '../../page/editable-page.tsx'

const SLOTS: InspectorSlots = {
  LimboNote,
  SaveThing,
  PageEditor: EditablePage,
  ValueAuthors: lazyWithRetry(() => import('../../history/authors/value-authors.tsx')),
  KnownWorlds: lazyWithRetry(() => import('../../portals/known-worlds-list.tsx')),
  async askDestination(...asked) {
    const { askDestination } = await import('../../portals/portal-steps.ts')
    await askDestination(...asked)
  },
  async prepareLook(world, member, file) {
    const { ready, thingSizeOf } = await import('../../adding/add-pictures.ts')
    const made = await ready({ world, member }, file)
    return made && { sprite: pictureSprite(made.id), ...thingSizeOf(made) }
  },
}

export default function InspectorPanel() {
  return (
    <InspectorSlotsContext value={SLOTS}>
      <Inspector />
    </InspectorSlotsContext>
  )
}
