// Which draft the open world is. It is asked for once, and again by whoever changed something about it.
import { useCallback } from 'react'
import type { DraftOf } from '../../../shared/wire/api/draft-bodies.ts'
import { nodeOf } from '../../../shared/world/address.ts'
import { fetchDraftOf } from '../../api/drafts-api.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useWorld } from '../../world/context/use-world.ts'

export type ThisDraft = NonNullable<DraftOf['draft']>

/** `none`: the world is no draft. `unknown`: nobody said yet, or the server cannot be asked. */
type DraftState = { readonly is: 'draft'; readonly draft: ThisDraft } | { readonly is: 'none' | 'unknown' }

export function useDraft(): readonly [DraftState, () => void] {
  const { address } = useWorld().replica
  const ask = useCallback(async () => (nodeOf(address) === null ? fetchDraftOf(address) : null), [address])
  const [asked, again] = useRequest(ask)
  if (asked.state !== 'here') return [{ is: 'unknown' }, again]
  return [asked.value === null ? { is: 'none' } : { is: 'draft', draft: asked.value }, again]
}
