// The inspector: a thing opened. What it is called, how it looks, what play goes by, what is in it, and its page.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { setLook } from '../../shared/world/edit-fields.ts'
import { act, putAway, sizeOf } from '../floor/act.ts'
import { SpriteGrid } from '../floor/palette.tsx'
import { Panel } from '../floor/panel.tsx'
import { useArtifact, usePage, useWorld } from '../floor/world.ts'
import { PageEditor } from '../page/page-editor.tsx'
import { Button } from '../parts/button.tsx'
import { Inside } from './inside.tsx'
import { NameHead } from './name-head.tsx'
import { PropertyList } from './property-list.tsx'
import { SizeChoice } from './size-choice.tsx'
import './inspector.css'

export default function Inspector({ id }: { readonly id: ArtifactId }) {
  const artifact = useArtifact(id)
  if (!artifact) {
    return (
      <Panel title="Gone">
        <p className="panel-note">This thing is not here any more.</p>
      </Panel>
    )
  }
  return <Opened artifact={artifact} />
}

function Opened({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const { id, look } = artifact
  function dress(sprite: string): void {
    act(world, (edit) => setLook(edit, id, { sprite, ...sizeOf(sprite) }))
  }
  return (
    <Panel title={artifact.name} head={<NameHead key={artifact.name} artifact={artifact} />}>
      <ThingPage artifact={artifact} />
      <Inside host={id} />
      <details className="part">
        <summary className="part-title">Look</summary>
        <SpriteGrid chosen={look.sprite} onChoose={dress} />
        <SizeChoice artifact={artifact} />
      </details>
      <details className="part">
        <summary className="part-title">Properties</summary>
        <PropertyList artifact={artifact} />
      </details>
      {artifact.host !== 'limbo' && (
        <Button look="grave" className="put-away" onClick={() => putAway(world, id)}>
          Put away
        </Button>
      )}
    </Panel>
  )
}

function ThingPage({ artifact: { id, name } }: { readonly artifact: Artifact }) {
  const { presence, undo } = useWorld()
  const text = usePage(id)
  if (!text) return <p className="panel-note">This thing has no page: code made it.</p>
  return (
    <section className="part thing-page" aria-label="Page">
      <PageEditor
        text={text}
        presence={presence}
        undo={undo.manager}
        label={`The page of ${name}`}
        hint="What it is, what it says, what it does."
      />
    </section>
  )
}
