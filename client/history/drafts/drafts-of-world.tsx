// The drafts of a world, and making one.
import { useCallback, useState } from 'react'
import { NewDraft, type DraftSummary } from '../../../shared/wire/api/draft-bodies.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { nodeOf, parseAddress, type Address } from '../../../shared/world/address.ts'
import { fetchDrafts, makeDraft } from '../../api/drafts-api.ts'
import { go, pathOfWorld } from '../../navigation/route.ts'
import { Ago } from '../../parts/ago.tsx'
import { LineForm } from '../../parts/requests/line-form.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { ReviewLink } from '../../parts/review-link.tsx'
import { Link } from '../../parts/route-link.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { useYou } from '../../world/play/you.ts'
import { MergedDrafts } from './merged-drafts.tsx'
import { OffersToWorld } from './offers/offers-to-world.tsx'
import { PublishingPart } from './publishing-part.tsx'

export function DraftsOfWorld() {
  const { address } = useWorld().replica
  const [drafts, again] = useRequest(useCallback(() => fetchDrafts(address), [address]))
  const node = nodeOf(address)
  const isPublished = useYou()?.standing !== undefined
  const publishing = node === null && <PublishingPart world={address} onChanged={again} />
  return (
    <div className="drafts">
      {isPublished && publishing}
      <p className="drafts-text">
        A draft is a copy of this world that you change in peace. Its programs run there by themselves.{' '}
        {node === null
          ? 'When it is good, merge it: this world then has your changes, beside what others wrote meanwhile.'
          : `This world is on ${node}. Your draft of it is kept on your own node. When it is good, offer it: the people of this world take what they like.`}
      </p>
      <NewDraftForm world={address} revision={null} />
      {drafts.state === 'failed' && <Trouble text={drafts.text} />}
      {drafts.state === 'here' && <DraftLines drafts={drafts.value} />}
      {node === null && <OffersToWorld world={address} />}
      {!isPublished && publishing}
      {node === null && <MergedDrafts world={address} />}
    </div>
  )
}

/** The drafts of a draft, below what differs in it. */
export function DraftsOfDraft() {
  const { address } = useWorld().replica
  const [drafts] = useRequest(useCallback(() => fetchDrafts(address), [address]))
  return (
    <details className="drafts-of-draft">
      <summary className="drafts-title">Drafts of this draft</summary>
      <NewDraftForm world={address} revision={null} />
      {drafts.state === 'failed' && <Trouble text={drafts.text} />}
      {drafts.state === 'here' && <DraftLines drafts={drafts.value} />}
      <MergedDrafts world={address} />
    </details>
  )
}

interface NewDraftFormProps {
  readonly world: Address
  /** The moment of the past that it starts from; null: now. */
  readonly revision: Revision | null
}

export function NewDraftForm({ world, revision }: NewDraftFormProps) {
  const [title, setTitle] = useState('')
  const form = useForm({
    schema: NewDraft,
    body: () => ({ title, ...(revision !== null && { revision }) }),
    async send(body) {
      const made = parseAddress(await makeDraft(world, body))
      if (made !== null) go(pathOfWorld(made))
    },
    fields: { malformed: 'title' },
  })
  return (
    <LineForm
      form={form}
      field="title"
      label="New draft"
      value={title}
      onText={setTitle}
      placeholder="The garden at night"
      yes="Begin"
      look="main"
      className="drafts-new"
    />
  )
}

function DraftLines({ drafts }: { readonly drafts: readonly DraftSummary[] }) {
  if (drafts.length === 0) return null
  return (
    <section aria-label="Drafts">
      <h3 className="drafts-title">Drafts</h3>
      <ul className="drafts-list">
        {drafts.map((draft) => (
          <DraftLine key={draft.address} draft={draft} />
        ))}
      </ul>
    </section>
  )
}

function DraftLine({ draft }: { readonly draft: DraftSummary }) {
  const { address, title, by, changedAt, reviewAskedAt } = draft
  const world = parseAddress(address)
  return (
    <li className="drafts-line">
      {world === null ? title : <Link to={pathOfWorld(world)}>{title}</Link>}
      <span className="drafts-small">
        {by !== null && `${by.name}, `}
        changed <Ago at={changedAt} />
      </span>
      {world !== null && reviewAskedAt !== undefined && (
        <span className="drafts-small">
          <ReviewLink draft={world} title={title} /> <Ago at={reviewAskedAt} />
        </span>
      )}
    </li>
  )
}
