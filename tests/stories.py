"""What happened before the first command of a page: scripts for a shell, which no page shows."""

from __future__ import annotations

_EDIT = """
edit() {  # SLUG KEY: store a version, as the dashboard does
    curl -fsS -o /dev/null -d @- -H "Authorization: Bearer $2" \\
      "$OPENROUTER_BASE_URL/presets/$1/chat/completions"
}
"""

TEAM = (
    _EDIT
    + r"""
set -e
git init -q -b main
mkdir presets
cat > presets/email-copywriter.yaml <<'END'
skin: chat/completions
body:
  model: openai/gpt-5.4
  temperature: 0.7
  reasoning: {effort: none}
  messages:
    - role: system
      content: |
        You write marketing emails.
        Keep them short.
    - role: user
      content: We have a new calendar.
END
sed 's/You write.*/You write release notes./; /Keep/d' presets/email-copywriter.yaml \
  > presets/release-notes.yaml
merged() {  # SUBJECT AUTHOR: commit what changed, apply it, and commit the lock
    git add presets
    git commit -qm "$1" --author "$2 <$2@example.com>"
    presetsync -q apply --yes
    git add presets.lock.json
    git commit -qm 'Record applied preset versions'
}
merged 'Add the first presets' Ada
sed -i.bak 's/Keep them short/Be warm, and keep them short/' presets/email-copywriter.yaml
rm presets/*.bak
merged 'Soften the tone (#123)' Ada
sed -i.bak 's/0.7/0.5/' presets/email-copywriter.yaml
rm presets/*.bak
merged 'Lower the temperature (#131)' Grace
presetsync show email-copywriter live --as json | sed 's/0.5/0.7/' |
  edit email-copywriter "$OPENROUTER_API_KEY"
presetsync show release-notes live --as json | edit playground "$OPENROUTER_API_KEY"
"""
)
"""Three pull requests of a team, an edit in the dashboard, and a preset that was made there."""

STAGES = (
    _EDIT
    + r"""
set -e
mkdir presets
cat > presets/copywriter.yaml <<'END'
skin: chat/completions
body:
  model: openai/gpt-5.4
  temperature: 0.7
  messages:
    - role: user
      content: Hello
    - role: system
      content: You write marketing emails.
environments:
  staging:
    body: {model: openai/gpt-5.4-mini}
END
cat > presetsync.yaml <<'END'
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production:
    api_key: OPENROUTER_API_KEY
    lockfile: presets.lock.json
    after: staging
END
presetsync -q apply --env staging --yes
presetsync -q apply --env production --yes
presetsync show copywriter staging --as json |
  sed 's/gpt-5.4-mini/gpt-5.4-nano/; s/0.7/0.9/' |
  edit copywriter "$OPENROUTER_API_KEY_STAGING"
"""
)
"""Two environments, and an edit in the dashboard of staging."""

BOTH_WORKSPACES = (
    STAGES + "rm -r presets presets.lock.json presets.staging.lock.json\nmkdir presets\n"
)
"""The same, for a repository that has neither files nor locks yet."""

SUPPORT = """set -e
mkdir -p presets/prompts
cat > presets/prompts/support.md <<'END'
You answer questions of customers of a parcel service.

- Answer in the language of the question.
- Keep it short: at most five sentences.
- Ask for the parcel number if it is missing.
- Never promise a refund. Say who decides about it.
END
cat > presets/support.yaml <<'END'
skin: chat/completions
body:
  model: openai/gpt-5.4-mini
  reasoning: {effort: low}
  max_completion_tokens: 800
  messages:
    - role: system
      content: !file prompts/support.md
    - role: user
      content: Where is my parcel?
END
presetsync --sandbox -q apply --yes
sed -i.bak 's/gpt-5.4-mini/gpt-5.4/; s/800/1200/' presets/support.yaml
sed -i.bak 's/five sentences/three sentences/; s/a refund/a refund or a date/' \\
  presets/prompts/support.md
presetsync --sandbox -q models update
"""
"""A preset on the embedded server, changed in model, limit and prompt."""
