#!/usr/bin/env bash
# Builds the app's image, pushes it to the stack's registry and writes its digest into the stack's configuration. Or takes what a registry has
# already, so that prod runs the very bytes that dev has run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

help() {
  cat <<'TEXT'
Usage: scripts/push.sh [--stack NAME] [--local | [--from NAME] [--digest DIGEST]] [--forward] [--dry-run]

  --stack NAME      stack whose registry gets the image (default: dev)
  --local           build here by docker buildx; without it Azure builds (`az acr build`), which free subscriptions may not
  --from NAME       stack that has the image of this commit already: it is copied, by its digest, and nothing is built
  --digest DIGEST   the digest that the image of this commit must have, as sha256:…: another one is refused, and nothing is built
  --forward         refuse to go back: the stack runs the image of a commit that comes after this one
  --dry-run         print the commands that would change something, and run none of them
  --help

It looks first whether the registry takes an image from where it is built, and builds nothing where it does not. Copying (--from) is done by the registry
itself: it works from everywhere.

Afterwards the configuration value `image` of the stack names the image by its digest; `pulumi up` rolls it out.

Exit codes: 0 done, 1 refused or failed, 2 wrong use.
TEXT
}

stack=dev
build_here=false
from=''
expected=''
forward=false
dry_run=false
parse_options --stack=stack --local:build_here --from=from --digest=expected --forward:forward --dry-run:dry_run -- "$@"
[[ -z $from || $build_here == false ]] || usage_error "--from copies and --local builds: one of them"
[[ -z $expected || $build_here == false ]] || usage_error "--digest names what is there and --local builds: one of them"
readonly digest_form='^sha256:[a-f0-9]{64}$'
[[ -z $expected || $expected =~ $digest_form ]] || usage_error "--digest must be sha256: and 64 hexadecimal digits; it is \"$expected\""

need_stack "$stack"
[[ -z $from ]] || need_stack "$from"
need_az
need_pulumi
[[ $build_here == false ]] || need docker https://docs.docker.com/engine/install/
[[ -f app/Dockerfile ]] || die "there is no app/Dockerfile"

readonly repository=ai-service
registry=$(deployed_output "$stack" registry)
name=${registry%%.*}
# The tag is for people; pods get the digest.
version=$(sed -n 's/^ *"version": *"\([^"]*\)".*$/\1/p' app/package.json | head -n 1)
tag=$version-$(git rev-parse --short=12 HEAD)
# What the image is made of; app/Dockerfile.dockerignore keeps the rest out of the build, for Azure and docker alike.
if [[ -n $(git status --porcelain -- app packages package.json package-lock.json tsconfig.json) ]]; then
  say "There are changes in the app that are not committed: the tag says so."
  tag+=-dirty-$(date -u +%Y%m%d%H%M%S)
fi

# The digest of the tag in a registry.
digest_in() {
  local digest
  digest=$(az acr repository show --name "$1" --image "$repository:$tag" --query digest --output tsv) || digest=''
  [[ $digest =~ $digest_form ]] || die "$1 does not tell the digest of $repository:$tag; it answered \"$digest\"$2"
  printf '%s' "$digest"
}

# Ends the script where Azure's machines do not get into the registry: they build outside of every network of ours (Azure/acr#762), and are none of
# its operators.
check_open_to_builds() {
  local access
  access=$(az acr show --name "$name" --query '[publicNetworkAccess, networkRuleSet.defaultAction]' --output tsv | tr '\n\t' '  ')
  [[ $access != *Disabled* && $access != *Deny* ]] ||
    die "the registry $name lets in nobody but operators and its own network, and \`az acr build\` builds elsewhere. Build here: scripts/push.sh --stack $stack --local"
}

# Ends the script where a registry has another digest than --digest asks for.
check_expected() {
  [[ -z $expected || $2 == "$expected" ]] ||
    die "$1 has $2 as $repository:$tag, and --digest asks for $expected: somebody has pushed that tag again. Start the pipeline anew"
}

# Ends the script where the stack runs a commit that comes after this one. Its commit stands in the tags of its image.
check_forward() {
  local running tags commit
  running=$(stack_output "$stack" image)
  [[ $running == "$repository@sha256:"* ]] || return 0
  # A copy has the tags of what it was copied from, and that registry may be the one that answers here.
  tags=$(az acr repository show --name "$name" --image "$running" --query tags --output tsv) ||
    { [[ -n $from ]] && tags=$(az acr repository show --name "${source_registry%%.*}" --image "$running" --query tags --output tsv); } ||
    die "$name does not tell the tags of $running, which stack $stack runs: without them nobody knows whether this goes back"
  while read -r commit; do
    if [[ $tag != *"-$commit" ]] && git merge-base --is-ancestor HEAD "$commit"; then
      die "stack $stack runs commit $commit, which comes after this one. To go back, revert what came between: git revert"
    fi
  done < <(sed -n 's/^.*-\([0-9a-f]\{12\}\)$/\1/p' <<<"$tags")
}

source_registry=''
[[ -z $from ]] || source_registry=$(deployed_output "$from" registry)
if [[ $build_here == true || (-z $from && -n $expected) ]]; then
  reach_registry "$name" "$stack"
elif [[ -z $from ]]; then
  check_open_to_builds
fi
[[ $forward == false ]] || check_forward
if [[ -n $from ]]; then
  source_digest=$(digest_in "${source_registry%%.*}" ". Push it there first: scripts/push.sh --stack $from")
  check_expected "${source_registry%%.*}" "$source_digest"
  # By its digest, whatever the tag is moved to meanwhile; the tag of the same name is moved too.
  change az acr import --name "$name" --source "$source_registry/$repository@$source_digest" --image "$repository:$tag" --force
elif [[ -n $expected ]]; then
  : # It is there.
elif [[ $build_here == false ]]; then
  change az acr build --registry "$name" --image "$repository:$tag" --platform linux/amd64 --file app/Dockerfile .
else
  change az acr login --name "$name"
  change docker buildx build --platform linux/amd64 --provenance=false --push --tag "$registry/$repository:$tag" --file app/Dockerfile .
fi

if [[ $dry_run == true ]]; then
  change pulumi config set image "$repository@sha256:<digest of $tag>" --stack "$stack"
  exit 0
fi
if [[ -n $from ]]; then
  # Named by its digest there, it has that digest here: it needs no second look, which a registry behind a firewall would not answer.
  digest=$source_digest
else
  digest=$(digest_in "$name" '')
fi
check_expected "$name" "$digest"
pulumi config set image "$repository@$digest" --stack "$stack"
[[ -n $expected && -z $from ]] || say "Pushed $registry/$repository:$tag"
say "Pulumi.$stack.yaml now names $repository@$digest. Roll it out: pulumi up --stack $stack"
