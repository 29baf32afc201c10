// Publishing a world: whether it is written in a draft, what everybody sees of it, and how that changes.
import { useCallback, useState } from 'react'
import type { PublishingState } from '../../../shared/wire/api/publishing-bodies.ts'
import { parseAddress, type Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { fetchPublishing, publish, setPublishing, unpublish } from '../../api/publishing-api.ts'
import { pathOfWorld } from '../../navigation/route.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { Link } from '../../parts/route-link.tsx'
import { useStanding } from '../../world/play/you.ts'

interface PublishingPartProps {
  readonly world: Address
  readonly onChanged: () => void
}

export function PublishingPart({ world, onChanged }: PublishingPartProps) {
  const [state, again] = useRequest(useCallback(() => fetchPublishing(world), [world]))
  const mayPublish = atLeast(useStanding(), 'own')
  const after = useCallback(() => {
    again()
    onChanged()
  }, [again, onChanged])
  const act = useServerAction(after)
  if (state.state !== 'here' || (!mayPublish && state.value.draft === null)) return null
  const { draft } = state.value
  return (
    <section className="drafts-publishing" aria-label="Publishing">
      <h3 className="drafts-title">Publishing</h3>
      {draft === null ? (
        <>
          <p className="drafts-text">
            What people write here is there for everybody at once. You can have it written in a draft instead,
            and publish that when it is good.
          </p>
          <Button onClick={() => act(setPublishing(world, true), 'The draft is there: write in it.')}>
            Write it in a draft
          </Button>
        </>
      ) : (
        <>
          <PublishedWords state={state.value} />
          {mayPublish && <PublishingTools world={world} state={state.value} onAct={act} />}
        </>
      )}
    </section>
  )
}

function PublishedWords({ state: { draft, published } }: { readonly state: PublishingState }) {
  const address = draft?.address == null ? null : parseAddress(draft.address)
  const where =
    draft === null || address === null ? (
      'a draft that is in the bin'
    ) : (
      <Link to={pathOfWorld(address)}>{draft.title}</Link>
    )
  return (
    <p className="drafts-text">
      This world is written in {where}. Everybody sees it as it was
      {published === null ? (
        ' when that began.'
      ) : (
        <>
          {' published '}
          <Ago at={published.at} />
          {published.by !== null && ` by ${published.by.name}`}.
        </>
      )}
    </p>
  )
}

interface PublishingToolsProps {
  readonly world: Address
  readonly state: PublishingState
  readonly onAct: ReturnType<typeof useServerAction>
}

function PublishingTools({ world, state: { draft, published }, onAct }: PublishingToolsProps) {
  const [asked, setAsked] = useState<'unpublish' | 'end' | null>(null)
  const isHere = draft?.address != null
  return (
    <div className="drafts-tools">
      {isHere && (
        <Button look="main" onClick={() => onAct(publish(world), 'Published: everybody sees it now.')}>
          Publish
        </Button>
      )}
      {isHere && published !== null && <Button onClick={() => setAsked('unpublish')}>Unpublish</Button>}
      <Button onClick={() => setAsked('end')}>Stop</Button>
      <Question
        title="Take back what was published last?"
        text="Everybody sees this world as it was before that. The draft keeps its changes, so that you can publish them again."
        yes="Unpublish"
        open={asked === 'unpublish'}
        onClose={() => setAsked(null)}
        onYes={async () => onAct(unpublish(world), 'Everybody sees it as it was before.')}
      />
      <Question
        title="Write in the world itself again?"
        text="What people write is then there for everybody at once. The draft stays a draft: what was not published is in it, and can be merged."
        yes="Write in the world"
        open={asked === 'end'}
        onClose={() => setAsked(null)}
        onYes={async () => onAct(setPublishing(world, false), 'This world is written itself again.')}
      />
    </div>
  )
}
