// What people say about one thing of a draft, and saying something.
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { NewComment, type ReviewComment } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ThingId } from '../../../../shared/history/rows/row-summary.ts'
import { addComment, removeComment } from '../../../api/drafts-api.ts'
import { Ago } from '../../../parts/ago.tsx'
import { Button, IconButton } from '../../../parts/button.tsx'
import { Field } from '../../../parts/field.tsx'
import { useServerAction } from '../../../parts/requests/use-action.ts'
import { useForm } from '../../../parts/requests/use-form.ts'
import { Trouble } from '../../../parts/trouble.tsx'
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
  const { onSubmit, isBusy, trouble } = useForm({
    schema: NewComment,
    body: () => ({ thing, words }),
    async send(body) {
      await addComment(address, body)
      setWords('')
      onSaid()
    },
  })
  return (
    <form className="review-say" onSubmit={onSubmit}>
      <Field
        label="Comment"
        value={words}
        onText={setWords}
        trouble={trouble('words')}
        inside={
          <Button type="submit" disabled={isBusy}>
            Say
          </Button>
        }
      />
      <Trouble text={trouble('form')} />
    </form>
  )
}
