// What people say about one thing of a draft, and saying something.
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { NewComment, type ReviewComment } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ThingId } from '../../../../shared/history/rows/row-summary.ts'
import { addComment, removeComment } from '../../../api/drafts-api.ts'
import { Ago } from '../../../parts/ago.tsx'
import { IconButton } from '../../../parts/button.tsx'
import { useServerAction } from '../../../parts/requests/use-action.ts'
import { LineForm } from '../../../parts/requests/line-form.tsx'
import { useForm } from '../../../parts/requests/use-form.ts'
import { useMe } from '../../../session/me.ts'
import { useWorld } from '../../../world/context/use-world.ts'

interface CommentsProps {
  readonly thing: ThingId
  readonly comments: readonly ReviewComment[]
  readonly onChanged: () => void
}

export function Comments({ thing, comments, onChanged }: CommentsProps) {
  const { address } = useWorld().replica
  const { person } = useMe()
  const act = useServerAction(onChanged)
  return (
    <div className="review-comments">
      {comments.map(({ id, words, by, at }) => (
        <p key={id} className="review-comment">
          <span className="drafts-small">
            {by?.name ?? 'Somebody who left'}, <Ago at={at} />
          </span>
          <span className="review-words">{words}</span>
          {by?.account === person.account && (
            <IconButton
              label="Delete this comment"
              onClick={() => act(removeComment(address, id), 'Comment deleted.')}
            >
              <Trash2 size={15} aria-hidden="true" />
            </IconButton>
          )}
        </p>
      ))}
      <CommentForm thing={thing} onSaid={onChanged} />
    </div>
  )
}

function CommentForm({ thing, onSaid }: { readonly thing: ThingId; readonly onSaid: () => void }) {
  const { address } = useWorld().replica
  const [words, setWords] = useState('')
  const form = useForm({
    schema: NewComment,
    body: () => ({ thing, words }),
    async send(body) {
      await addComment(address, body)
      setWords('')
      onSaid()
    },
  })
  return (
    <LineForm
      form={form}
      field="words"
      label="Comment"
      value={words}
      onText={setWords}
      yes="Say"
      className="review-say"
    />
  )
}
