// What a new world begins as: a blank page, or one of the templates of this node.
import { useEffect, useState } from 'react'
import type { Template } from '../../shared/wire/api/template-bodies.ts'
import type { Miniature } from '../../shared/world/glance/miniature.ts'
import { fetchTemplates } from '../api/worlds-api.ts'
import { MiniaturePicture } from '../parts/miniature.tsx'
import './template-choice.css'

interface TemplateChoiceProps {
  /** Null: blank. */
  readonly chosen: Template | null
  readonly onChoose: (template: Template | null) => void
}

export function TemplateChoice({ chosen, onChoose }: TemplateChoiceProps) {
  const [templates, setTemplates] = useState<readonly Template[] | null>([])
  useEffect(() => {
    fetchTemplates().then(
      (list) => setTemplates(list.templates),
      () => setTemplates(null),
    )
  }, [])
  return (
    <fieldset className="templates">
      <legend className="field-label">Begin with</legend>
      <div className="template-grid">
        <TemplateCard
          title="Blank"
          summary="An empty page, and all the room there is."
          miniature={null}
          checked={chosen === null}
          onChoose={() => onChoose(null)}
        />
        {templates?.map((template) => (
          <TemplateCard
            key={template.name}
            {...template}
            checked={chosen?.name === template.name}
            onChoose={() => onChoose(template)}
          />
        ))}
      </div>
      {templates === null && (
        <p className="template-words">The templates cannot be shown now. A blank page works all the same.</p>
      )}
    </fieldset>
  )
}

interface TemplateCardProps extends Pick<Template, 'title' | 'summary'> {
  /** Who offers it; null: it comes with the node. */
  readonly by?: string | null
  readonly miniature: Miniature | null
  readonly checked: boolean
  readonly onChoose: () => void
}

function TemplateCard({ title, summary, by = null, miniature, checked, onChoose }: TemplateCardProps) {
  return (
    <label className="template">
      <input type="radio" name="template" className="template-radio" checked={checked} onChange={onChoose} />
      <MiniaturePicture miniature={miniature} />
      <span className="template-title">{title}</span>
      {by !== null && <span className="template-words">offered by {by}</span>}
      <span className="template-words">{summary}</span>
    </label>
  )
}
