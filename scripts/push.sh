#!/usr/bin/env bash
# Builds the app's image, pushes it to the stack's registry and writes its digest into the stack's configuration.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

help() {
  cat <<'TEXT'
Usage: scripts/push.sh [--stack NAME] [--local] [--dry-run]

  --stack NAME   stack whose registry gets the image (default: dev)
  --local        build here by docker buildx; without it Azure builds (`az acr build`), which free subscriptions may not
  --dry-run      print the commands that would change something, and run none of them
  --help

Afterwards the configuration value `image` of the stack names the image by its digest; `pulumi up` rolls it out.

Exit codes: 0 done, 1 refused or failed, 2 wrong use.
TEXT
}

stack=dev
build_here=false
dry_run=false
parse_options --stack=stack --local:build_here --dry-run:dry_run -- "$@"

need_stack "$stack"
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
if [[ -n $(git status --porcelain -- app package.json package-lock.json tsconfig.json) ]]; then
  say "There are changes in the app that are not committed: the tag says so."
  tag+=-dirty-$(date -u +%Y%m%d%H%M%S)
fi

if [[ $build_here == false ]]; then
  change az acr build --registry "$name" --image "$repository:$tag" --platform linux/amd64 --file app/Dockerfile .
else
  change az acr login --name "$name"
  change docker buildx build --platform linux/amd64 --provenance=false --push --tag "$registry/$repository:$tag" --file app/Dockerfile .
fi

if [[ $dry_run == true ]]; then
  change pulumi config set image "$repository@sha256:<digest of $tag>" --stack "$stack"
  exit 0
fi
digest=$(az acr repository show --name "$name" --image "$repository:$tag" --query digest --output tsv)
[[ $digest =~ ^sha256:[a-f0-9]{64}$ ]] || die "$name does not tell the digest of $repository:$tag; it answered \"$digest\""
pulumi config set image "$repository@$digest" --stack "$stack"
say "Pushed $registry/$repository:$tag"
say "Pulumi.$stack.yaml now names $repository@$digest. Roll it out: pulumi up --stack $stack"
